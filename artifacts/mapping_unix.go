//go:build unix

package artifacts

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps the first size bytes of a file for reading.
func mapFile(f *os.File, size int) ([]byte, bool) {
	data, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
	return data, err == nil
}

func unmapFile(data []byte) error { return unix.Munmap(data) }
