package artifacts

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/gofrs/flock"
)

// A staged is a file on its way into the store: bytes go to a temporary file
// and through the hash, and only commit gives them a name that readers see.
type staged struct {
	s    *Store
	file *os.File
	hash hash.Hash
	size int64
}

// stage starts a file. The caller ends it with commit or discard.
func (s *Store) stage() (*staged, error) {
	if err := s.begin(); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(s.path(tmpDir), "write-*")
	if err != nil {
		return nil, err
	}
	return &staged{s: s, file: f, hash: sha256.New()}, nil
}

// Write implements io.Writer.
func (w *staged) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	w.hash.Write(p[:n])
	w.size += int64(n)
	return n, err
}

// digest returns the digest of the bytes written so far.
func (w *staged) digest() Digest { return Digest(w.hash.Sum(nil)) }

// commit gives the bytes their name, replacing what was there. When it
// returns nil, they are there after a power cut too; when it returns an
// error, the name is as it was.
func (w *staged) commit(path string, mode fs.FileMode) error {
	err := w.file.Chmod(mode)
	if err == nil {
		err = w.file.Sync()
	}
	if err == nil {
		err = ensureDir(filepath.Dir(path))
	}
	if err != nil {
		w.discard()
		return err
	}
	if err := w.file.Close(); err != nil {
		os.Remove(w.file.Name())
		return err
	}
	if err := os.Rename(w.file.Name(), path); err != nil {
		os.Remove(w.file.Name())
		return err
	}
	return syncDir(filepath.Dir(path))
}

// discard gives the bytes up.
func (w *staged) discard() {
	w.file.Close()
	os.Remove(w.file.Name())
}

// writeFile puts data under path in one step.
func (s *Store) writeFile(path string, data []byte, mode fs.FileMode) error {
	w, err := s.stage()
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		w.discard()
		return err
	}
	return w.commit(path, mode)
}

// begin makes the store ready for this process's first temporary file and
// clears away the files of dead ones. Every writing process holds a shared
// lock as long as it lives: whoever gets the lock for itself alone knows that
// nobody is writing, and that each temporary file was left by a crash.
func (s *Store) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.alive != nil {
		return nil
	}
	for _, dir := range []string{tmpDir, locksDir} {
		if err := ensureDir(s.path(dir)); err != nil {
			return err
		}
	}
	lock := flock.New(s.path(locksDir, "writers"), flock.SetPermissions(0o666))
	alone, err := lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	if alone {
		err = errors.Join(clearDir(s.path(tmpDir)), lock.Unlock())
		if err != nil {
			return fmt.Errorf("clear temporary files: %w", err)
		}
	}
	if err := lock.RLock(); err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	s.alive = lock
	return nil
}

// clearDir removes the files in a folder.
func clearDir(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
	}
	return err
}

// ensureDir makes a folder and those above it, each one durable.
func ensureDir(dir string) error {
	info, err := os.Stat(dir)
	if err == nil && info.IsDir() {
		return nil
	}
	if err == nil {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: errors.New("a file is in the way")}
	}
	parent := filepath.Dir(dir)
	if parent != dir {
		if err := ensureDir(parent); err != nil {
			return err
		}
	}
	if err := os.Mkdir(dir, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
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
	return errors.Join(d.Sync(), d.Close())
}

// copyBytes is how much PutObject reads at a time: large enough that system
// calls do not count, small enough that the hash finds the bytes in the cache.
const copyBytes = 256 << 10

// copyInto copies r to the staged file, past io.Copy's shortcuts, which would
// keep the bytes from the hash or read in tiny pieces.
func copyInto(w *staged, r io.Reader) error {
	buf := make([]byte, copyBytes)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
