//go:build unix

package program

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell returns a program that runs a script in an empty folder.
func shell(t *testing.T, script string) Program {
	t.Helper()
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	dir := t.TempDir()
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	return Program{Args: []string{"sh", "-c", script}, Dir: dir, Env: []string{"PATH=" + os.Getenv("PATH")}, Stdout: out, Stderr: out}
}

func printed(t *testing.T, p Program) string {
	t.Helper()
	text, err := os.ReadFile(p.Stdout.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRun(t *testing.T) {
	t.Setenv("SECRET", "1")
	p := shell(t, `echo "$SECRET-$0"; pwd -P; cat; cat <&3; echo err >&2`)
	p.Stdin = strings.NewReader("in\n")
	extra := filepath.Join(t.TempDir(), "extra")
	if err := os.WriteFile(extra, []byte("extra\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	third, err := os.Open(extra)
	if err != nil {
		t.Fatal(err)
	}
	defer third.Close()
	p.Files = []*os.File{third}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := printed(t, p), "-sh\n"+dir+"\nin\nextra\nerr\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestRunErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
		code int // 0 where it did not run
	}{
		{"exit status", []string{"sh", "-c", "exit 3"}, "sh: exit status 3", 3},
		{"signal", []string{"sh", "-c", "kill -9 $$"}, "sh: signal: killed", 128 + 9},
		{"not in PATH", []string{"no-such-program"}, `there is no program "no-such-program" in PATH`, 0},
		{"no file", []string{"./absent"}, "no such file", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := shell(t, "")
			p.Args = tt.args
			err := p.Run(t.Context())
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Run(%q) = %v, want %q", tt.args, err, tt.want)
			}
			if exit := new(ExitError); errors.As(err, &exit) != (tt.code != 0) || exit.Code != tt.code {
				t.Errorf("Run(%q) ends with code %d, want %d", tt.args, exit.Code, tt.code)
			}
		})
	}
}

// family prints the id of a grandchild that would run for minutes, and of which
// its parent knows nothing.
const family = `(sh -c 'trap "" TERM HUP; echo $$; exec sleep 300' &) ; `

// TestGrandchildDies stops programs in every way and demands that a process
// which they have started, and which does not heed SIGTERM, is gone.
func TestGrandchildDies(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		stopped      bool
	}{
		{"stopped", family + "sleep 300", true},
		{"failed", family + "sleep 0.3; exit 1", false},
		{"ended well", family + "sleep 0.3", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := shell(t, tt.script)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if tt.stopped {
				go func() {
					for text := []byte(nil); len(text) == 0; time.Sleep(5 * time.Millisecond) {
						text, _ = os.ReadFile(p.Stdout.Name())
					}
					cancel()
				}()
			}
			err := p.Run(ctx)
			if tt.stopped != errors.Is(err, context.Canceled) {
				t.Errorf("Run = %v, want stopped %v", err, tt.stopped)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(printed(t, p)))
			if err != nil {
				t.Fatalf("printed %q, want the id of a process", printed(t, p))
			}
			if alive(pid) {
				_ = syscall.Kill(pid, syscall.SIGKILL)
				t.Errorf("grandchild %d is alive", pid)
			}
		})
	}
}

// alive reports whether a process runs. One that waits for its parent to look
// at it, as there may be where nobody adopts orphans, does not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}

// TestIgnoresTerm stops a program that does not heed SIGTERM.
func TestIgnoresTerm(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits until a program that ignores SIGTERM is killed, which takes seconds; run it without -short")
	}
	p := shell(t, `trap "" TERM; echo ready; while :; do sleep 0.1; done`)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := p.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run = %v, want the context's error", err)
	}
	if took := time.Since(began); took < grace || took > 4*grace {
		t.Errorf("it took %s, want a little more than the grace of %s", took, grace)
	}
}
