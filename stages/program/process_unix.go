//go:build unix

package program

import (
	"os/exec"
	"syscall"
	"time"
)

// isolate puts the program, and so whatever it starts, into the process group of
// its warden, and stops that group by SIGTERM. Who does not heed it is killed:
// the program by exec.Cmd, after its WaitDelay, and the others by end.
func (w *warden) isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pgid: w.group()}
	dieWithParent(cmd.SysProcAttr)
	cmd.Cancel = func() error { return syscall.Kill(-w.group(), syscall.SIGTERM) }
}

// end kills what is left of a program's group, the warden too, and waits a
// moment for it to be gone: it might be writing to a folder that is about to be
// read.
func (w *warden) end() {
	const moment = 500 * time.Millisecond
	w.input.Close()
	_ = syscall.Kill(-w.group(), syscall.SIGKILL)
	_ = w.cmd.Wait()
	for end := time.Now().Add(moment); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if syscall.Kill(-w.group(), syscall.SIGKILL) != nil {
			return
		}
	}
}
