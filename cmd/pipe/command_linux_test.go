package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestNoProgramOutlivesItsRun interrupts and kills a run whose program goes on
// for minutes. It takes the program and its children along, whatever they do with
// the signal.
func TestNoProgramOutlivesItsRun(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	for _, tt := range []struct {
		name, script string
		signal       syscall.Signal
	}{
		{"interrupted", `(trap "" TERM; sh -c 'echo $$; exec sleep 300') & wait`, syscall.SIGINT},
		{"killed", `echo $$; exec sleep 300`, syscall.SIGKILL},
		{"killed with a child", `(trap "" TERM; sh -c 'echo $$; exec sleep 300') & wait`, syscall.SIGKILL},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := "experiment \"e\" {}\ncommand \"c\" {\n  outputs = [\"o\"]\n  run = [\"sh\", \"-c\", <<EOT\n" + tt.script + "\nEOT\n  ]\n}\n"
			if err := os.WriteFile(filepath.Join(dir, "e.hcl"), []byte(file), 0o644); err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd := exec.Command("pipe", "run", "e.hcl")
			cmd.Dir, cmd.Stderr = dir, &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			pid := awaitPid(t, filepath.Join(dir, ".pipe", "tmp", "folder-*", "stdout"))
			if err := cmd.Process.Signal(tt.signal); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Errorf("the run ended well:\n%s", stderr.String())
			}
			for end := time.Now().Add(10 * time.Second); isRunning(pid); time.Sleep(5 * time.Millisecond) {
				if time.Now().After(end) {
					_ = syscall.Kill(pid, syscall.SIGKILL)
					t.Fatalf("process %d outlives the run", pid)
				}
			}
			// What the run has left behind is nobody's by now.
			verify := process{dir}
			if out, err := verify.command("add", "e.hcl").CombinedOutput(); err != nil {
				t.Fatalf("add: %v\n%s", err, out)
			}
			verify.verify(t, ".pipe")
		})
	}
}

// awaitPid returns the id of a process that it has printed to a file.
func awaitPid(t *testing.T, pattern string) int {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			text, _ := os.ReadFile(path)
			if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && bytes.HasSuffix(text, []byte("\n")) {
				return pid
			}
		}
	}
	t.Fatal("the program has not started")
	return 0
}

// isRunning reports whether a process runs, and does not only wait for somebody
// to look at what became of it.
func isRunning(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
