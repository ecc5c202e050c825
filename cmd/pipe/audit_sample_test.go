//go:build unix

package main

import (
	"bufio"
	"io"
	"strings"
	"syscall"
	"testing"
)

// TestInterruptedSample interrupts an audit while it executes steps again.
func TestInterruptedSample(t *testing.T) {
	p := newProcess(t, "12000")
	if out, err := p.command("run", "--target", "pretrain.base", "tiny.hcl").CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
	cmd := p.command("audit", "--sample", "100%", "tiny.hcl")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stderr)
	if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, "sampling with --seed ") {
		t.Errorf("stderr begins with %q, %v, want the seed", line, err)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(lines)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != exitInterrupted {
		t.Errorf("exit code %d, want %d; stderr:\n%s", got, exitInterrupted, rest)
	}
}
