package pipeline

import "golang.org/x/sys/unix"

// machineMemory returns how much memory this machine has.
func machineMemory() Bytes {
	n, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0
	}
	return Bytes(n)
}
