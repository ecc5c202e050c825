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
	"syscall"

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
	f, err := s.disk.create(s.path(tmpDir, "write-"+randomSuffix()))
	if err != nil {
		return nil, err
	}
	return &staged{s: s, file: f, hash: sha256.New()}, nil
}

// Write implements io.Writer.
func (w *staged) Write(p []byte) (int, error) {
	n, err := w.s.disk.write(w.file, p)
	w.hash.Write(p[:n])
	w.size += int64(n)
	return n, err
}

// digest returns the digest of the bytes written so far.
func (w *staged) digest() Digest { return Digest(w.hash.Sum(nil)) }

// commit gives the bytes their name, replacing what was there. When it
// returns nil, they are there after a power cut too. When it returns an error,
// the name stands for what it stood for before, or for all of the bytes: never
// for a part of them.
func (w *staged) commit(path string, mode fs.FileMode) error {
	return w.name(path, mode, func(from string) error {
		err := w.s.disk.rename(from, path)
		if info, statErr := os.Lstat(path); err != nil && statErr == nil && info.IsDir() {
			// No file replaces a folder, so whoever made one here is in the way.
			if err = w.s.quarantine(path); err == nil {
				err = w.s.disk.rename(from, path)
			}
		}
		return err
	})
}

// name ends a staged file: it makes the bytes durable, lets give give them
// their name, and makes that durable too.
func (w *staged) name(path string, mode fs.FileMode, give func(from string) error) error {
	d := w.s.disk
	err := d.chmod(w.file, mode)
	if err == nil {
		err = d.sync(w.file)
	}
	if err == nil {
		err = w.s.ensureDir(filepath.Dir(path))
	}
	if err != nil {
		w.discard()
		return err
	}
	if err := w.file.Close(); err != nil {
		_ = d.remove(w.file.Name())
		return err
	}
	if err := give(w.file.Name()); err != nil {
		_ = d.remove(w.file.Name())
		return err
	}
	return d.syncDir(filepath.Dir(path))
}

// discard gives the bytes up. Where the file cannot be removed it stays until
// a process begins alone; see begin.
func (w *staged) discard() {
	w.file.Close()
	_ = w.s.disk.remove(w.file.Name())
}

// commitNew is commit for a name that nothing has: it returns fs.ErrExist
// where something does.
func (w *staged) commitNew(path string, mode fs.FileMode) error {
	return w.name(path, mode, func(from string) error {
		err := w.s.disk.link(from, path)
		if err == nil {
			_ = w.s.disk.remove(from) // the second name harms nobody
			return nil
		}
		if errors.Is(err, fs.ErrExist) || !noLinks(err) {
			return err
		}
		// A file system without links: a lock makes looking and renaming one step.
		lock := flock.New(w.s.path(locksDir, "bind"), flock.SetPermissions(0o666))
		if err := lock.Lock(); err != nil {
			return err
		}
		defer lock.Unlock()
		if _, err := os.Lstat(path); err == nil {
			return fs.ErrExist
		}
		return w.s.disk.rename(from, path)
	})
}

// noLinks reports whether an error of link says that the file system has none.
func noLinks(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EMLINK)
}

// writeFile puts the parts, end to end, under path in one step.
func (s *Store) writeFile(path string, mode fs.FileMode, parts ...[]byte) error {
	w, err := s.stageParts(parts...)
	if err != nil {
		return err
	}
	return w.commit(path, mode)
}

// writeNew is writeFile for a path where nothing is: it returns fs.ErrExist
// where something is.
func (s *Store) writeNew(path string, mode fs.FileMode, parts ...[]byte) error {
	w, err := s.stageParts(parts...)
	if err != nil {
		return err
	}
	return w.commitNew(path, mode)
}

// stageParts returns a staged file that holds the parts, end to end.
func (s *Store) stageParts(parts ...[]byte) (*staged, error) {
	w, err := s.stage()
	if err != nil {
		return nil, err
	}
	for _, part := range parts {
		if _, err := w.Write(part); err != nil {
			w.discard()
			return nil, err
		}
	}
	return w, nil
}

// begin makes the store ready for a temporary file and, at the first, clears
// away the files of dead processes. Every writing process holds a shared lock
// as long as it lives: whoever gets the lock for itself alone knows that
// nobody is writing, and that each temporary file was left by a crash.
func (s *Store) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, dir := range []string{tmpDir, locksDir} {
		if err := s.ensureDir(s.path(dir)); err != nil {
			return fmt.Errorf("write to the store: %w", err)
		}
	}
	path := s.path(locksDir, "writers")
	if s.alive != nil && holds(s.alive, path) {
		return nil
	}
	lock := flock.New(path, flock.SetPermissions(0o666))
	if s.alive == nil {
		if err := s.clearTemporary(lock); err != nil {
			return fmt.Errorf("clear temporary files: %w", err)
		}
	}
	if err := lock.RLock(); err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	if err := s.showPresence(); err != nil {
		return fmt.Errorf("lock the store: %w", err)
	}
	s.alive = lock
	return nil
}

// holds reports whether a lock is on the file that others find at path. They
// are two files where somebody has removed the folder of locks meanwhile.
func holds(lock *flock.Flock, path string) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	found, err := os.Stat(path)
	return err == nil && os.SameFile(held, found)
}

// clearTemporary removes all temporary files, unless another process has the
// lock.
func (s *Store) clearTemporary(lock *flock.Flock) error {
	alone, err := lock.TryLock()
	if err != nil || !alone {
		return err
	}
	entries, err := os.ReadDir(s.path(tmpDir))
	for _, e := range entries {
		removed := s.disk.removeTree(s.path(tmpDir, e.Name()))
		if e.IsDir() { // a program that outlived its run may be writing there still
			continue
		}
		err = errors.Join(err, removed)
	}
	return errors.Join(err, lock.Unlock())
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
