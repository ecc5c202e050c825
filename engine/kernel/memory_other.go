//go:build !linux

package kernel

// adviseHugePages leaves the choice of pages to the system.
func adviseHugePages([]float32) {}
