//go:build unix

package program

import (
	"os/exec"
	"syscall"
	"time"
)

// isolate makes the program the leader of a process group of its own, which
// holds whatever it starts, and stops that group by SIGTERM. Who does not heed
// it is killed: the program by exec.Cmd, after its WaitDelay, and the others by
// killRest.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithParent(cmd.SysProcAttr)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
}

// killRest kills what is left of a program's group, and waits a moment for it
// to be gone: it might be writing to a folder that is about to be read.
func killRest(pid int) {
	const moment = 500 * time.Millisecond
	for end := time.Now().Add(moment); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if syscall.Kill(-pid, syscall.SIGKILL) != nil {
			return
		}
	}
}
