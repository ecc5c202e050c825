//go:build unix

package program

import (
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// wardenName is what a process is called that is a warden, and nothing else that
// its executable could be.
const wardenName = "pipe-warden"

// A process can be killed in a way that it cannot notice, and the kernel then
// kills no more than its own children. So every program has a warden: this
// executable again, which leads the program's process group and kills it when
// its input ends, as it does when the process at the other end dies. It begins
// here and not in main, so that whatever executable holds this package can be
// its own warden.
func init() {
	if len(os.Args) == 0 || os.Args[0] != wardenName {
		return
	}
	signal.Ignore() // a signal to the group is meant for the program
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = syscall.Kill(0, syscall.SIGKILL)
}

// A warden leads the process group of one program.
type warden struct {
	cmd   *exec.Cmd
	input *os.File
}

// newWarden starts a warden.
func newWarden() (*warden, error) {
	path, err := executable()
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	cmd := &exec.Cmd{
		Path: path, Args: []string{wardenName}, Env: []string{}, Stdin: read, SysProcAttr: &syscall.SysProcAttr{Setpgid: true},
	}
	if err := cmd.Start(); err != nil {
		write.Close()
		return nil, err
	}
	return &warden{cmd, write}, nil
}

// group is the id of the process group.
func (w *warden) group() int { return w.cmd.Process.Pid }
