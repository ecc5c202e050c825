package pipeline

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// machineMemory returns how much memory this machine, or the container that
// this process lives in, has.
func machineMemory() Bytes {
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) != nil {
		return 0
	}
	has := Bytes(uint64(info.Totalram) * uint64(info.Unit))
	// Version 2 and version 1 of control groups. An unlimited one says "max",
	// or more than there is.
	for _, path := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if limit, err := strconv.ParseInt(strings.TrimSpace(string(data)), 10, 64); err == nil && limit > 0 {
			has = min(has, Bytes(limit))
		}
	}
	return has
}
