package program

import "syscall"

// dieWithParent lets the kernel kill the program when this process dies, even
// by SIGKILL. Its warden takes those that the program has started.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
