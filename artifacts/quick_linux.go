package artifacts

import (
	"bytes"
	"crypto/sha256"
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

// Neither a link nor a pipe can lead astray or hold up.
const quickFlags = unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NOFOLLOW | unix.O_NONBLOCK

// readEntryQuickly returns the text of the entry of a key, and when it was last
// written or found.
func (s *Store) readEntryQuickly(k Key) (text []byte, used time.Time, ok bool) {
	dir := s.openFolder(keysDir)
	if dir == nil {
		return nil, time.Time{}, false
	}
	fd, err := unix.Openat(int(dir.Fd()), hexName(k), quickFlags, 0)
	if err != nil {
		return nil, time.Time{}, false
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	err = unix.Fstat(fd, &st)
	if err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG || st.Size != entryBytes {
		return nil, time.Time{}, false
	}
	text = make([]byte, entryBytes)
	n, err := unix.Read(fd, text)
	return text, time.Unix(st.Mtim.Unix()), err == nil && n == len(text)
}

// readObjectQuickly returns the bytes of a small object, which are those that
// its digest names.
func (s *Store) readObjectQuickly(d Digest) (data []byte, ok bool) {
	dir := s.openFolder(objectsDir)
	if dir == nil {
		return nil, false
	}
	fd, err := unix.Openat(int(dir.Fd()), hexName(d), quickFlags, 0)
	if err != nil {
		return nil, false
	}
	defer unix.Close(fd)
	buf := sumBuffers.Get().(*[sumBytes]byte)
	defer sumBuffers.Put(buf)
	n, err := unix.Read(fd, buf[:])
	if err != nil || Sum(buf[:max(n, 0)]) != d {
		return nil, false // it is damaged, or not small
	}
	return bytes.Clone(buf[:n]), true
}

// sumQuickly returns the digest of a plain file, or of what a link to one leads
// to.
func sumQuickly(path string) (d Digest, ok bool) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return Digest{}, false
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return Digest{}, false
	}
	buf := sumBuffers.Get().(*[sumBytes]byte)
	defer sumBuffers.Put(buf)
	h := sha256.New()
	for rest := st.Size; rest > 0; {
		n, err := unix.Read(fd, buf[:min(rest, sumBytes)])
		if n <= 0 || err != nil {
			return Digest{}, false
		}
		h.Write(buf[:n])
		rest -= int64(n)
	}
	h.Sum(d[:0])
	return d, true
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
