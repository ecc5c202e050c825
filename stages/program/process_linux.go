package program

import "syscall"

// dieWithParent lets the kernel kill the program when this process dies, even
// by SIGKILL. Processes that the program has started are not reached.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
