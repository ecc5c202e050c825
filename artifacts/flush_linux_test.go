package artifacts

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestOpenDisk asks for file systems that can be synced as a whole, and for one
// that has nothing to sync and is not known to tell.
func TestOpenDisk(t *testing.T) {
	if disk := openDisk("/proc"); disk != nil {
		t.Error("openDisk(/proc) is a disk, want none")
	}
	if disk := openDisk("/no such folder"); disk != nil {
		t.Error("openDisk of no folder is a disk, want none")
	}
	dir := t.TempDir()
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil || !syncsAll[int64(st.Type)] || !syncTells() {
		t.Skipf("the file system of %s is of type %#x and cannot be synced as a whole, %v", dir, st.Type, err)
	}
	disk := openDisk(dir)
	if disk == nil || !syncDisk(disk) {
		t.Errorf("openDisk(%s) = %v, want a disk that can be synced", dir, disk)
	}
}

func TestMemoryOf(t *testing.T) {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		t.Skipf("this system does not tell of its memory: %v", err)
	}
	if memoryOf(text, "MemFree:") <= 0 {
		t.Errorf("no free memory in %.200s", text)
	}
	const sample = "MemTotal:        8 kB\nDirty:             120 kB\nWriteback:         3 kB\n"
	for name, want := range map[string]int64{"Dirty:": 120 << 10, "Writeback:": 3 << 10, "Other:": 0} {
		if got := memoryOf([]byte(sample), name); got != want {
			t.Errorf("memoryOf(%q) = %d, want %d", name, got, want)
		}
	}
}
