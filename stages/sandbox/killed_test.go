//go:build linux

package sandbox

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// programVariable makes the test binary run a program, as a process to be
// killed.
const programVariable = "SANDBOX_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if text := os.Getenv(programVariable); text != "" {
		p, err := Find(true, NewLimits(60), 1)
		if err == nil {
			fmt.Println("ready")
			_, err = p.Run(context.Background(), []string{text})
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// TestKilled kills a process that runs a program, in a way that it cannot
// notice, and demands that all it has started is gone within a second.
func TestKilled(t *testing.T) {
	inSandbox(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), programVariable+"=while True: pass")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil {
		t.Fatal(err)
	}
	var family []int
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if family = descendants(cmd.Process.Pid); slices.ContainsFunc(family, isPython) {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("no Python among %v", family)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for end := time.Now().Add(time.Second); ; time.Sleep(5 * time.Millisecond) {
		left := slices.DeleteFunc(slices.Clone(family), func(pid int) bool { return !alive(pid) })
		if len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			for _, pid := range left {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
			t.Fatalf("of %v, %v are alive a second later", family, left)
		}
	}
}

// stat returns the state and the parent of a process.
func stat(pid int) (state string, parent int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", 0
	}
	fields := strings.Fields(string(text[strings.LastIndex(string(text), ")")+1:]))
	parent, _ = strconv.Atoi(fields[1])
	return fields[0], parent
}

func alive(pid int) bool {
	state, _ := stat(pid)
	return state != "" && state != "Z" && state != "X"
}

func isPython(pid int) bool {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return strings.Contains(filepath.Base(strings.SplitN(string(text), "\x00", 2)[0]), "python")
}

// descendants returns the processes that a process has started, and those that
// they have.
func descendants(of int) []int {
	paths, _ := filepath.Glob("/proc/[0-9]*")
	family := []int{of}
	for grew := true; grew; {
		grew = false
		for _, path := range paths {
			pid, _ := strconv.Atoi(filepath.Base(path))
			if _, parent := stat(pid); slices.Contains(family, parent) && !slices.Contains(family, pid) {
				family, grew = append(family, pid), true
			}
		}
	}
	return family[1:]
}
