package artifacts

import (
	"encoding/hex"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A plan asks the system about a few small files for each stage. The standard
// library readies each file that it opens for being waited on, in five calls,
// and makes an object of all that is known of it; and the system walks down the
// whole path of each. So the system that most runs are on is asked directly, and
// from the folder on. Where anything is not as expected, ok is false, and the
// portable way is taken, which says what is wrong.

// statQuickly returns the size of the file in a folder of the store that a
// digest or key names.
func (s *Store) statQuickly(folder string, name [32]byte) (size int64, ok bool) {
	dir := s.openFolder(folder)
	if dir == nil {
		return 0, false
	}
	var st unix.Stat_t
	err := unix.Fstatat(int(dir.Fd()), hexName(name), &st, unix.AT_SYMLINK_NOFOLLOW)
	return st.Size, err == nil && st.Mode&unix.S_IFMT == unix.S_IFREG
}

// readQuickly returns the bytes and the time of the file in a folder of the
// store that a digest or key names, if it has at most limit bytes.
func (s *Store) readQuickly(folder string, name [32]byte, limit int64) (data []byte, mod time.Time, ok bool) {
	dir := s.openFolder(folder)
	if dir == nil {
		return nil, time.Time{}, false
	}
	// Neither a link nor a pipe can lead astray or hold up.
	const flags = unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NOFOLLOW | unix.O_NONBLOCK
	fd, err := unix.Openat(int(dir.Fd()), hexName(name), flags, 0)
	if err != nil {
		return nil, time.Time{}, false
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	err = unix.Fstat(fd, &st)
	if err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size > limit {
		return nil, time.Time{}, false
	}
	data = make([]byte, st.Size)
	for rest := data; len(rest) > 0; {
		n, err := unix.Read(fd, rest)
		if n <= 0 || err != nil {
			return nil, time.Time{}, false
		}
		rest = rest[n:]
	}
	return data, time.Unix(st.Mtim.Unix()), true
}

// hexName returns ab/abcd….
func hexName(name [32]byte) string {
	path := make([]byte, 0, 3+2*len(name))
	path = append(hex.AppendEncode(path, name[:1]), '/')
	return string(hex.AppendEncode(path, name[:]))
}

// openFolder returns an open folder of the store, or nil where there is none.
func (s *Store) openFolder(folder string) *os.File {
	if f, ok := s.folders.Load(folder); ok {
		return f.(*os.File)
	}
	f, err := os.Open(s.path(folder))
	if err != nil {
		return nil
	}
	// Another goroutine may have been quicker; a file that nobody has any more
	// is closed when it is collected.
	kept, _ := s.folders.LoadOrStore(folder, f)
	return kept.(*os.File)
}
