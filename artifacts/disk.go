package artifacts

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// An Op is a sort of change to a disk.
type Op string

// What a store does to its disk, and nothing else. The empty files that only
// carry locks are not among it: nothing is read from them.
const (
	OpCreate  Op = "create"
	OpWrite   Op = "write"
	OpChmod   Op = "chmod"
	OpSync    Op = "sync"
	OpRename  Op = "rename"
	OpLink    Op = "link"
	OpRemove  Op = "remove"
	OpMkdir   Op = "mkdir"
	OpSyncDir Op = "sync folder"
)

// A Change is one operation on the disk.
type Change struct {
	Op   Op
	Path string
	To   string // of a rename or link
	Data []byte // of a write, at the end of the file; only valid during the call
}

// A disk makes the changes of a store. All of them pass through do, so that a
// test sees each, and can let it fail or cut the power before it.
type disk struct {
	watch func(c Change, do func() error) error // nil but in tests
}

func (d disk) do(c Change, f func() error) error {
	if d.watch == nil {
		return f()
	}
	return d.watch(c, f)
}

// OpenWatched is Open for tests of what failing disks and power cuts do: watch
// is handed each change, and do, which makes it. What watch returns is what
// the store is told.
func OpenWatched(dir string, watch func(c Change, do func() error) error) (*Store, error) {
	s, err := Open(dir)
	if err == nil {
		s.disk.watch = watch
	}
	return s, err
}

// create makes a file that nobody has made before, for this user alone.
func (d disk) create(path string) (f *os.File, err error) {
	err = d.do(Change{Op: OpCreate, Path: path}, func() (err error) {
		f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	})
	if err != nil && f != nil { // made, and reported as failed: only a test does that
		f.Close()
	}
	return f, err
}

func (d disk) write(f *os.File, p []byte) (n int, err error) {
	err = d.do(Change{Op: OpWrite, Path: f.Name(), Data: p}, func() (err error) {
		n, err = f.Write(p)
		return err
	})
	return n, err
}

func (d disk) chmod(f *os.File, mode fs.FileMode) error {
	return d.do(Change{Op: OpChmod, Path: f.Name()}, func() error { return f.Chmod(mode) })
}

func (d disk) rename(from, to string) error {
	return d.do(Change{Op: OpRename, Path: from, To: to}, func() error { return os.Rename(from, to) })
}

// link gives a file a second name. Unlike rename it replaces nothing: it
// returns fs.ErrExist where the name is taken.
func (d disk) link(from, to string) error {
	return d.do(Change{Op: OpLink, Path: from, To: to}, func() error { return os.Link(from, to) })
}

// remove removes a file or an empty folder.
func (d disk) remove(path string) error {
	return d.do(Change{Op: OpRemove, Path: path}, func() error { return os.Remove(path) })
}

// removeTree removes a path and all below it, if it is there, folders too that
// nobody may write to.
func (d disk) removeTree(path string) error {
	err := d.remove(path)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	info, statErr := os.Lstat(path)
	if statErr != nil || !info.IsDir() { // the first error says what is wrong
		return err
	}
	if info.Mode().Perm()&0o700 != 0o700 {
		_ = os.Chmod(path, 0o700)
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := d.removeTree(filepath.Join(path, e.Name())); err != nil {
			return err
		}
	}
	if err := d.remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d disk) mkdir(path string) error {
	return d.do(Change{Op: OpMkdir, Path: path}, func() error { return os.Mkdir(path, 0o777) })
}

// sync makes the bytes of a file durable, as far as the file system can.
func (d disk) sync(f *os.File) error {
	return d.do(Change{Op: OpSync, Path: f.Name()}, func() error { return syncOpen(f) })
}

// syncDir makes the names in a folder durable.
func (d disk) syncDir(dir string) error {
	if runtime.GOOS == "windows" { // has no such call, and its renames are journaled
		return nil
	}
	return d.do(Change{Op: OpSyncDir, Path: dir}, func() error {
		f, err := os.Open(dir)
		if err != nil {
			return err
		}
		return errors.Join(syncOpen(f), f.Close())
	})
}

func syncOpen(f *os.File) error {
	err := f.Sync()
	// Some network file systems know no such call.
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// randomSuffix tells apart names that are given at the same time.
func randomSuffix() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
