package artifacts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// ensureDir makes a folder and those above it. Each folder of the store is
// durable when it returns, even one that another process made a moment ago and
// has not come to sync.
func (s *Store) ensureDir(dir string) error {
	_, known := s.durable.Load(dir)
	doubtful := !known && len(dir) > len(s.dir) // what is above the store is not ours
	if doubtful {
		if err := s.ensureDir(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	made, err := makeDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.ensureDir(filepath.Dir(dir)); err == nil {
			made, err = makeDir(dir)
		}
	}
	if err == nil && (made || doubtful) {
		err = syncDir(filepath.Dir(dir))
	}
	if err == nil {
		s.durable.Store(dir, true)
	}
	return err
}

// makeDir makes a folder where there is none.
func makeDir(dir string) (made bool, err error) {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return false, nil
	case err == nil:
		return false, &fs.PathError{Op: "mkdir", Path: dir, Err: errors.New("a file is in the way; move it elsewhere")}
	case !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	err = os.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

// syncFile makes the bytes of a file durable, as far as the file system can.
func syncFile(f *os.File) error {
	err := f.Sync()
	// Some network file systems know no such call.
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" { // has no such call, and its renames are journaled
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(syncFile(d), d.Close())
}
