package artifacts

import (
	"os"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// syncDisk makes durable all that was written to the file system of a folder,
// and reports whether it did.
func syncDisk(dir string) bool {
	if !syncTells() {
		return false
	}
	f, err := os.Open(dir)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Syncfs(int(f.Fd())) == nil
}

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
