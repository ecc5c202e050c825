package artifacts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// ensureDir makes a folder and those above it. Each folder of the store is
// durable when it returns, even one that another process made a moment ago and
// has not come to sync.
func (s *Store) ensureDir(dir string) error {
	_, known := s.durable.Load(dir)
	doubtful := !known && len(dir) >= len(s.dir) // what is above the store is not ours
	if doubtful && dir != s.dir {
		if err := s.ensureDir(filepath.Dir(dir)); err != nil {
			return err
		}
	}
	made, err := s.makeDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.ensureDir(filepath.Dir(dir)); err == nil {
			made, err = s.makeDir(dir)
		}
	}
	if err == nil && (made || doubtful) {
		err = s.flush(nil, filepath.Dir(dir))
		if dir == s.dir && !made && errors.Is(err, fs.ErrPermission) {
			err = nil // the folder that the store stands in is not ours to open
		}
	}
	if err == nil {
		s.durable.Store(dir, true)
	}
	return err
}

// makeDir makes a folder where there is none.
func (s *Store) makeDir(dir string) (made bool, err error) {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return false, nil
	case err == nil:
		return false, &fs.PathError{Op: "mkdir", Path: dir, Err: errors.New("a file is in the way; move it elsewhere")}
	case !errors.Is(err, fs.ErrNotExist):
		return false, err
	}
	err = s.disk.mkdir(dir)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}
