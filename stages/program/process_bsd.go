//go:build unix && !linux

package program

import (
	"os"
	"syscall"
)

// dieWithParent does nothing: only Linux has it.
func dieWithParent(*syscall.SysProcAttr) {}

// executable returns the path that this executable was started from.
func executable() (string, error) { return os.Executable() }
