package artifacts

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
)

// WriteFrom is Write for bytes that need not fit into memory.
func (w *Writer) WriteFrom(name string, r io.Reader) error {
	d, n, err := w.store.PutObject(r)
	if err != nil {
		return w.wrap(name, err)
	}
	return w.add(File{Name: name, Digest: d, Bytes: n})
}

// CopyTo writes a file of the artifact to a new file at path, for a program
// that reads files and not stores. It is a copy, so that nothing which happens
// to it reaches the store. Errors are those of Read; what was copied is removed
// then, so that no damaged byte stays.
func (a *Artifact) CopyTo(name, path string) error {
	f, ok := a.File(name)
	if !ok {
		return fmt.Errorf("%s artifact %s: file %q: %w: it has %s", a.Kind, a.digest.Short(), name, ErrNotFound, a.names())
	}
	err := a.store.copyObject(f.Digest, path)
	if err != nil {
		return fmt.Errorf("%s artifact %s: file %q: %w", a.Kind, a.digest.Short(), name, err)
	}
	return nil
}

// copyObject copies an object and checks its bytes on the way.
func (s *Store) copyObject(d Digest, path string) (err error) {
	from, _, err := openPlain(s.objectPath(d))
	if err != nil {
		return fmt.Errorf("object %s: %w", d, err)
	}
	defer from.Close()
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, objectMode)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, to.Close()); err != nil {
			_ = os.Remove(path)
		}
	}()
	h := sha256.New()
	if _, err := io.CopyBuffer(io.MultiWriter(to, h), onlyReader{from}, make([]byte, copyBytes)); err != nil {
		return unreadable(err)
	}
	if got := Digest(h.Sum(nil)); got != d {
		_ = s.quarantine(s.objectPath(d)) // as in readObject
		return &CorruptError{Digest: d, Got: got, Path: s.objectPath(d)}
	}
	return nil
}

// TempDir makes an empty folder among the store's temporary files: a crash
// leaves it to the next process that writes. Remove removes it with all that
// is in it by then.
func (s *Store) TempDir() (dir string, remove func() error, err error) {
	if err := s.begin(); err != nil {
		return "", nil, err
	}
	dir, err = os.MkdirTemp(s.path(tmpDir), "folder-*")
	if err != nil {
		return "", nil, fmt.Errorf("make temporary folder: %w", err)
	}
	return dir, func() error { return s.disk.removeTree(dir) }, nil
}
