//go:build unix

package main

import (
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A watched collects what a process prints, and tells when a text is in it.
type watched struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	want string
	seen chan struct{}
}

// Write implements io.Writer.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	had := strings.Contains(w.buf.String(), w.want)
	w.buf.Write(p)
	if !had && strings.Contains(w.buf.String(), w.want) {
		close(w.seen)
	}
	return len(p), nil
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}

// TestSuspendedRuns suspends a run in the middle of its training: another takes
// the training over when it has not heard of the first for a while, and ends
// it. The first, woken up, takes what the second made.
func TestSuspendedRuns(t *testing.T) {
	rng := newRandom(t)
	p := newProcess(t, "2000")
	began := time.Now()
	want := p.run(t, "calm", "1")
	whole := time.Since(began)
	takenOver := 0
	for round := range rounds(t, 2) {
		store := fmt.Sprint("store", round)
		var stdout bytes.Buffer
		stderr := &watched{want: `"stage":"pretrain.base","why"`, seen: make(chan struct{})}
		first := p.hasty(store)
		first.Stdout, first.Stderr = &stdout, stderr
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		select {
		case <-stderr.seen:
		case <-time.After(time.Minute):
			t.Fatalf("the training never began:\n%s", stderr)
		}
		time.Sleep(time.Duration(rng.Float64() * float64(whole) / 3))
		if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		second := p.hasty(store)
		out, err := second.Output()
		if err != nil {
			t.Fatalf("round %d: the second run: %v\n%s", round, err, out)
		}
		if got := digestsOf(summaryOf(t, out)); !maps.Equal(got, want) {
			t.Errorf("round %d: the second run made %v, want %v", round, got, want)
		}
		if err := first.Process.Signal(syscall.SIGCONT); err != nil {
			t.Fatal(err)
		}
		if err := first.Wait(); err != nil {
			t.Fatalf("round %d: the first run: %v\n%s", round, err, stderr)
		}
		if got := digestsOf(summaryOf(t, stdout.Bytes())); !maps.Equal(got, want) {
			t.Errorf("round %d: the first run ended with %v, want %v", round, got, want)
		}
		if strings.Contains(stderr.String(), "another has taken the stage over") {
			takenOver++
		}
		p.verify(t, store)
	}
	if takenOver == 0 {
		t.Error("no run was taken over from")
	}
}

// hasty is a run that soon loses patience with others.
func (p process) hasty(store string) *exec.Cmd {
	cmd := exec.Command("hasty", "run", "--json", "--log-format", "json", "--store", store, "--jobs", "1", "--out", "out-"+store, "tiny.hcl")
	cmd.Dir = p.dir
	return cmd
}
