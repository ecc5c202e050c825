//go:build unix

package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// scriptVariable makes the test binary run a script, as a process to be killed.
const scriptVariable = "PROGRAM_TEST_SCRIPT"

// goneVariable makes it remove a file first.
const goneVariable = "PROGRAM_TEST_GONE"

// TestMain lets the test binary be a process that runs a program.
func TestMain(m *testing.M) {
	if script := os.Getenv(scriptVariable); script != "" {
		_ = os.Remove(os.Getenv(goneVariable))
		p := Program{Args: []string{"sh", "-c", script}, Env: []string{"PATH=" + os.Getenv("PATH")}, Stdout: os.Stdout, Stderr: os.Stderr}
		fmt.Fprintln(os.Stderr, p.Run(context.Background()))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// TestKilled kills a process that runs a program, and demands that the program's
// children are gone within a second, whatever they do with other signals.
func TestKilled(t *testing.T) {
	for _, tt := range []struct{ name, script string }{
		{"as it goes on", family + "sleep 300"},
		{"after the group was told to stop", `trap "" TERM; sleep 0.3; kill 0; ` + family + "sleep 300"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := shell(t, "")
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), scriptVariable+"="+tt.script)
			cmd.Stdout, cmd.Stderr = p.Stdout, p.Stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			grandchild := awaitPid(t, p)
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			for end := time.Now().Add(time.Second); alive(grandchild); time.Sleep(time.Millisecond) {
				if time.Now().After(end) {
					_ = syscall.Kill(grandchild, syscall.SIGKILL)
					t.Fatalf("grandchild %d is alive a second later", grandchild)
				}
			}
		})
	}
}

// awaitPid returns the id of a process that a program prints.
func awaitPid(t *testing.T, p Program) int {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if text := printed(t, p); strings.HasSuffix(text, "\n") {
			pid, err := strconv.Atoi(strings.TrimSpace(text))
			if err != nil {
				t.Fatalf("printed %q, want the id of a process", text)
			}
			return pid
		}
	}
	t.Fatal("no program has started")
	return 0
}

// TestWardenUnseen holds that a program sees nothing of its warden: no variable,
// and no open file but those that this process was itself started with.
func TestWardenUnseen(t *testing.T) {
	had, err := filepath.Glob("/proc/self/fd/*")
	if err != nil || len(had) == 0 {
		t.Skip("no /proc here")
	}
	p := shell(t, `env; echo files; for f in /proc/$$/fd/*; do readlink $f; done; true`)
	known := map[string]bool{os.DevNull: true, p.Stdout.Name(): true}
	for _, path := range had {
		link, _ := os.Readlink(path)
		known[link] = true
	}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	env, files, ok := strings.Cut(printed(t, p), "files\n")
	if !ok || strings.Contains(env, "warden") {
		t.Errorf("the program sees variables\n%s", env)
	}
	for file := range strings.Lines(files) {
		if file = strings.TrimSuffix(file, "\n"); !known[file] {
			t.Errorf("the program has the file %q open", file)
		}
	}
}

// TestNoWardenLeft holds that no warden is left, however short the program.
func TestNoWardenLeft(t *testing.T) {
	for range 20 {
		if err := shell(t, "exit 0").Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); !errors.Is(err, syscall.ECHILD) {
		t.Errorf("Wait4 = %d, %v, want no child", pid, err)
	}
}

// TestExecutableGone runs a program after the executable has been removed, as
// happens to a long run when another version is installed.
func TestExecutableGone(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the path of an executable is all that there is of it here")
	}
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gone")
	if err := os.WriteFile(path, data, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), scriptVariable+"=echo ran", goneVariable+"="+path)
	if out, _ := cmd.CombinedOutput(); !strings.HasPrefix(string(out), "ran\n") {
		t.Errorf("printed %q, want what the program prints", out)
	}
}
