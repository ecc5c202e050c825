package artifacts

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// openDisk returns a folder by which the file system that it is on can be
// synced as a whole, or nil where that does not make files durable, or does not
// tell when it cannot. What goes wrong is told to whoever had the folder open
// before the bytes were written: later it may have been told to another.
func openDisk(dir string) *os.File {
	var st unix.Statfs_t
	if !syncTells() || unix.Statfs(dir, &st) != nil || !syncsAll[int64(st.Type)] {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return nil
	}
	return f
}

// syncsAll are the file systems whose syncfs waits until all is on the disk, and
// the disk's own memory too. That of a file system in user space asks nobody,
// and one that lies over another does not hear what the other has to tell.
var syncsAll = map[int64]bool{
	unix.EXT4_SUPER_MAGIC:  true,
	unix.XFS_SUPER_MAGIC:   true,
	unix.BTRFS_SUPER_MAGIC: true,
	unix.F2FS_SUPER_MAGIC:  true,
	unix.TMPFS_MAGIC:       true,
}

// syncDisk makes durable all that was written to the file system of a folder,
// and reports whether it did.
func syncDisk(dir *os.File) bool { return unix.Syncfs(int(dir.Fd())) == nil }

// syncTells reports whether syncfs tells of bytes that could not be written, as
// it does from Linux 5.8 on.
var syncTells = sync.OnceValue(func() bool {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return false
	}
	release := strings.SplitN(unix.ByteSliceToString(name.Release[:]), ".", 3)
	if len(release) < 2 {
		return false
	}
	major, errMajor := strconv.Atoi(release[0])
	minor, errMinor := strconv.Atoi(strings.SplitN(release[1], "-", 2)[0])
	return errMajor == nil && errMinor == nil && (major > 5 || major == 5 && minor >= 8)
})

// dirtyMemory returns how many bytes wait in memory to be written to any disk,
// or 0 where nobody knows.
func dirtyMemory() int64 {
	fd, err := unix.Open("/proc/meminfo", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	defer unix.Close(fd)
	buf := make([]byte, 4096)
	n, err := unix.Read(fd, buf)
	if err != nil {
		return 0
	}
	return memoryOf(buf[:n], "Dirty:") + memoryOf(buf[:n], "Writeback:")
}

// memoryOf returns the bytes that a line of /proc/meminfo tells of.
func memoryOf(text []byte, name string) int64 {
	_, rest, _ := bytes.Cut(text, []byte("\n"+name))
	line, _, _ := bytes.Cut(rest, []byte(" kB"))
	n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 10, 64)
	if err != nil {
		return 0
	}
	return n << 10
}
