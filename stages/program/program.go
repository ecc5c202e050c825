package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// grace is how long a program that is to stop has to do so by itself.
const grace = 5 * time.Second

// A Program is a program to run.
type Program struct {
	Args []string // the first is its path, relative to Dir, or a name to look up in PATH
	Dir  string
	Env  []string // all it sees, as "name=value"
	// Stdin, if not nil, is what it reads. It may leave some of it unread.
	Stdin io.Reader
	// Stdout and Stderr receive what it prints. They are files, so that a
	// process which the program leaves behind keeps nobody waiting.
	Stdout, Stderr *os.File
	// Files are open in it as descriptors 3, 4 and so on.
	Files []*os.File
}

// An ExitError says how a program failed.
type ExitError struct {
	Program string
	Status  string // "exit status 3", "signal: killed"
	// Code is the exit status, or 128 and the number of the signal that ended it,
	// as a shell has it.
	Code int
}

func (e *ExitError) Error() string { return e.Program + ": " + e.Status }

// Run runs the program to its end. It returns ctx's error where ctx ended it,
// and an *ExitError where it failed. On return none of its processes is left,
// and none is where this process is killed, save those that have left its
// process group; on systems without such groups, those that it has started
// itself are left.
func (p Program) Run(ctx context.Context) error {
	path, err := p.lookUp()
	if err != nil {
		return err
	}
	// On Linux the program dies with the thread that started it, should its warden
	// have died. This thread lives as long as the program does, or the process.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, path, p.Args[1:]...)
	cmd.Args[0] = p.Args[0]
	cmd.Dir, cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.Dir, p.Env, p.Stdin, p.Stdout, p.Stderr
	cmd.ExtraFiles = p.Files
	cmd.WaitDelay = grace
	w, err := newWarden()
	if err != nil {
		return fmt.Errorf("start a warden for %s: %w", p.Args[0], err)
	}
	defer w.end()
	w.isolate(cmd)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", p.Args[0], err)
	}
	err = cmd.Wait()
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return &ExitError{p.Args[0], exit.Error(), exitCode(exit)}
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", p.Args[0], err)
	}
	return nil
}

func exitCode(exit *exec.ExitError) int {
	if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
		return 128 + int(s.Signal())
	}
	return exit.ExitCode()
}

// lookUp finds the program in the PATH that it will see.
func (p Program) lookUp() (string, error) {
	name := p.Args[0]
	if filepath.Base(name) != name {
		return name, nil
	}
	path := ""
	for _, v := range p.Env {
		if value, ok := strings.CutPrefix(v, "PATH="); ok {
			path = value
		}
	}
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue // it would mean another place in every folder
		}
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found, nil
		}
	}
	return "", fmt.Errorf("there is no program %q in PATH (%s)", name, path)
}
