package program

import "syscall"

// dieWithParent lets the kernel kill the program when this process dies, even
// by SIGKILL. Its warden takes those that the program has started.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

// executable returns a path to this executable, which is good even when the file
// is no more where it was: another version may be installed while a run goes on.
func executable() (string, error) { return "/proc/self/exe", nil }
