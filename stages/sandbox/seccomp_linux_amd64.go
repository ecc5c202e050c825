package sandbox

import "golang.org/x/sys/unix"

const (
	seccompArch    = 0xc000003e // AUDIT_ARCH_X86_64
	seccompForeign = 0x40000000 // calls of x32

	sysClone  = unix.SYS_CLONE
	sysClone3 = unix.SYS_CLONE3
)

// denied are the system calls that a program may not make.
var denied = append([]uint32{unix.SYS_FORK, unix.SYS_VFORK}, deniedEverywhere...)
