//go:build unix && !linux

package program

import "syscall"

// dieWithParent does nothing: only Linux has it.
func dieWithParent(*syscall.SysProcAttr) {}
