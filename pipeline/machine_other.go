//go:build !linux && !darwin

package pipeline

// machineMemory returns 0: how much memory there is is not known here, and
// nothing is refused for it.
func machineMemory() Bytes { return 0 }
