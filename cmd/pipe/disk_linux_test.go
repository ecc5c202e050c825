package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// insideVariable is set in the process that may mount file systems.
const insideVariable = "PIPE_TEST_MOUNTS"

// inside reports whether the test may mount file systems that nobody else
// sees. Otherwise it runs the test again in a process that may, and skips it
// where the system lets nobody do so.
func inside(t *testing.T) bool {
	if os.Getenv(insideVariable) != "" {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), insideVariable+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Geteuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getegid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Skipf("this system does not let a test mount file systems: %v", err)
	}
	if bytes.Contains(out, []byte("--- SKIP")) {
		t.Skipf("%s", out)
	}
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// mount mounts a file system of its own for the store "disk" of a process. The
// options are those of tmpfs.
func (p process) mount(t *testing.T, options string) {
	t.Helper()
	dir := filepath.Join(p.dir, "disk")
	err := errors.Join(
		syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""), // nobody else shall see it
		os.MkdirAll(dir, 0o755),
		syscall.Mount("tmpfs", dir, "tmpfs", 0, options))
	if err != nil {
		t.Skipf("this system does not let a test mount file systems: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
}

func (p process) remount(t *testing.T, flags uintptr, options string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", filepath.Join(p.dir, "disk"), "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}

// exits runs a command on the store "disk", demands an exit code and returns
// all that was printed.
func (p process) exits(t *testing.T, code int, args ...string) string {
	t.Helper()
	cmd := p.command(append([]string{"--store", "disk"}, args...)...)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("pipe %v: exit code %d, want %d\n%s", args, got, code, out)
	}
	return string(out)
}

// TestFullDisk runs out of space at many points of a run: the error names the
// file and what to do, nothing half-written is left, and a run with room goes
// on from there.
func TestFullDisk(t *testing.T) {
	if !inside(t) {
		return
	}
	p := newProcess(t, "3")
	want := p.run(t, "calm", "1")
	full := 0
	for _, options := range []string{
		"size=4k", "size=16k", "size=32k", "size=64k", "size=96k", "size=128k", "size=160k", "size=200k", "size=240k", "size=280k",
		"nr_inodes=3", "nr_inodes=20", "nr_inodes=60", "nr_inodes=100",
	} {
		t.Run(options, func(t *testing.T) {
			p.mount(t, options)
			out, err := p.command("run", "--store", "disk", "tiny.hcl").CombinedOutput()
			if err != nil {
				full++
				checkFull(t, p, string(out))
			}
			p.remount(t, 0, "size=64m,nr_inodes=10000")
			if got := p.run(t, "disk", "1"); !maps.Equal(got, want) {
				t.Errorf("with room: got %v, want %v", got, want)
			}
			p.verify(t, "disk")
		})
	}
	if full < 8 {
		t.Errorf("%d runs were short of space, want more", full)
	}
}

// checkFull checks what a run that found no room says, and what it leaves.
func checkFull(t *testing.T, p process, printed string) {
	t.Helper()
	for _, want := range []string{"no space left on device", filepath.Join(p.dir, "disk"), "free some", "run again to go on"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the run does not say %q:\n%s", want, printed)
		}
	}
	if left, err := os.ReadDir(filepath.Join(p.dir, "disk", "tmp")); len(left) != 0 {
		t.Errorf("temporary files: %v, %v, want none", left, err)
	}
	p.exits(t, exitDone, "verify")
}

// TestReadOnlyStore reads from a store that cannot be written, sound and
// damaged, and holds writing commands to a clear error.
func TestReadOnlyStore(t *testing.T) {
	if !inside(t) {
		return
	}
	p := newProcess(t, "3")
	p.mount(t, "size=64m")
	p.exits(t, exitDone, "run", "tiny.hcl")
	p.remount(t, syscall.MS_RDONLY, "")
	for _, command := range []string{
		"plan tiny.hcl", "why tiny.hcl pretrain.base", "run tiny.hcl", "run --out elsewhere tiny.hcl", "verify", "ls", "ls artifacts", "ls results", "ls files", "gc --dry-run",
		"show pretrain.base", "trace evaluate.base.food.acc", "generate pretrain.base --max-tokens 2",
	} {
		p.exits(t, exitDone, strings.Fields(command)...)
	}
	for _, command := range []string{"run --force pretrain.base tiny.hcl", "run --var seed=2 tiny.hcl", "add corpus.txt"} {
		out := p.exits(t, exitFailed, strings.Fields(command)...)
		for _, want := range []string{"read-only file system", filepath.Join(p.dir, "disk"), "needs a disk that can be written"} {
			if !strings.Contains(out, want) {
				t.Errorf("pipe %s does not say %q:\n%s", command, want, out)
			}
		}
	}

	p.remount(t, 0, "")
	weights := p.damage(t, "pretrain.base", "weights.arrow")
	key := p.damage(t, "evaluate.base", "key")
	p.remount(t, syscall.MS_RDONLY, "")
	for range 2 { // what is damaged stays, and is found again
		out := p.exits(t, exitDamaged, "verify")
		for _, rel := range []string{weights, key} {
			if !strings.Contains(out, rel+": ") || !strings.Contains(out, "and cannot be moved away") {
				t.Errorf("verify does not name %s, or not that it stays:\n%s", rel, out)
			}
		}
	}
	if out := p.exits(t, exitDone, "plan", "tiny.hcl"); !strings.Contains(out, "stale    evaluate.base") {
		t.Errorf("plan in a damaged store:\n%s", out)
	}
	p.exits(t, exitDone, "ls")
	p.remount(t, 0, "")
	p.exits(t, exitDamaged, "verify")
	p.exits(t, exitDone, "run", "tiny.hcl")
	p.exits(t, exitDone, "verify")
}

// damage flips a bit of a file and returns its path in the store.
func (p process) damage(t *testing.T, address, name string) string {
	t.Helper()
	store := filepath.Join(p.dir, "disk")
	rel, err := storeFile(store, address, name)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(store, rel)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o644)); err != nil {
		t.Fatal(err)
	}
	return rel
}

// TestFileSizeLimit meets the limit on file sizes, which is an error like any
// other and not the end of the process.
func TestFileSizeLimit(t *testing.T) {
	p := newProcess(t, "3")
	want := p.run(t, "calm", "1")
	for _, blocks := range []int{1, 2, 4, 8, 16} { // of 512 or 1024 bytes
		cmd := exec.Command("sh", "-c", fmt.Sprintf("ulimit -f %d && exec pipe run --store disk tiny.hcl", blocks))
		cmd.Dir = p.dir
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Fatalf("run with ulimit -f %d: %v, want exit code %d\n%s", blocks, err, exitFailed, out)
		}
		for _, want := range []string{"file too large", filepath.Join(p.dir, "disk"), "raise the limit"} {
			if !strings.Contains(string(out), want) {
				t.Errorf("ulimit -f %d: the run does not say %q:\n%s", blocks, want, out)
			}
		}
		p.verify(t, "disk")
	}
	if got := p.run(t, "disk", "1"); !maps.Equal(got, want) {
		t.Errorf("without a limit: got %v, want %v", got, want)
	}
}
