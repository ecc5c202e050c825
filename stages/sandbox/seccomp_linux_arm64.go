package sandbox

import "golang.org/x/sys/unix"

const (
	seccompArch    = 0xc00000b7 // AUDIT_ARCH_AARCH64
	seccompForeign = 0          // there are none

	sysClone  = unix.SYS_CLONE
	sysClone3 = unix.SYS_CLONE3
)

// denied are the system calls that a program may not make.
var denied = deniedEverywhere
