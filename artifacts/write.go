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
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// A staged is a file on its way into the store: bytes go to a temporary file
// and through the hash, and only place gives them a name that readers see.
type staged struct {
	s    *Store
	file *os.File
	hash hash.Hash
	size int64
}

// stage starts a file. The caller ends it with place or discard.
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

// A placement is a staged file and the name that it will get.
type placement struct {
	w    *staged
	path string
	mode fs.FileMode
	give func(s *Store, from, to string) error // replace or giveNew
}

// A group is what gets durable names at the same time.
type group struct {
	files []placement
	dirs  []string // of names that were given before, by somebody who may not have come to sync them
}

// place ends staged files: it makes the bytes of all durable together, gives
// those of one group after the other their names, and makes these durable before
// those of the next group are given. When it returns nil, they are there after
// a power cut. When it returns an error, each name stands for what it stood for
// before, or for all of the bytes: never for a part of them.
func (s *Store) place(groups ...group) error {
	var files []*os.File
	var err error
	for _, g := range groups {
		for _, p := range g.files {
			files = append(files, p.w.file)
			if err == nil {
				err = s.disk.chmod(p.w.file, p.mode)
			}
			if err == nil {
				err = s.ensureDir(filepath.Dir(p.path))
			}
		}
	}
	if err == nil && len(files) > 0 {
		err = s.flush(files)
	}
	for _, g := range groups {
		dirs := g.dirs
		for _, p := range g.files {
			if err != nil {
				p.w.discard()
				continue
			}
			dirs = append(dirs, filepath.Dir(p.path))
			if err = p.w.file.Close(); err == nil {
				err = p.give(s, p.w.file.Name(), p.path)
			}
			if err != nil {
				_ = s.disk.remove(p.w.file.Name())
			}
		}
		if err == nil && len(dirs) > 0 {
			err = s.flush(nil, dirs...)
		}
	}
	return err
}

// placeOne is place for one file.
func (s *Store) placeOne(p placement) error { return s.place(group{files: []placement{p}}) }

// replace gives a file its name, whatever had it before.
func replace(s *Store, from, to string) error {
	err := s.disk.rename(from, to)
	if info, statErr := os.Lstat(to); err != nil && statErr == nil && info.IsDir() {
		// No file replaces a folder, so whoever made one here is in the way.
		if err = s.quarantine(to); err == nil {
			err = s.disk.rename(from, to)
		}
	}
	return err
}

// giveNew gives a file a name that nothing has: it returns fs.ErrExist where
// something does.
func giveNew(s *Store, from, to string) error {
	err := s.disk.link(from, to)
	if err == nil {
		_ = s.disk.remove(from) // the second name harms nobody
		return nil
	}
	if errors.Is(err, fs.ErrExist) || !noLinks(err) {
		return err
	}
	// A file system without links: a lock makes looking and renaming one step.
	lock := flock.New(s.path(locksDir, "bind"), flock.SetPermissions(0o666))
	if err := lock.Lock(); err != nil {
		return err
	}
	defer lock.Unlock()
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return s.disk.rename(from, to)
}

// discard gives the bytes up. Where the file cannot be removed it stays until
// a process begins alone; see begin.
func (w *staged) discard() {
	w.file.Close()
	_ = w.s.disk.remove(w.file.Name())
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
	return s.placeOne(placement{w, path, mode, replace})
}

// writeNew is writeFile for a path where nothing is: it returns fs.ErrExist
// where something is.
func (s *Store) writeNew(path string, mode fs.FileMode, parts ...[]byte) error {
	w, err := s.stageParts(parts...)
	if err != nil {
		return err
	}
	return s.placeOne(placement{w, path, mode, giveNew})
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
		s.flusher.disk.Store(openDisk(s.path(tmpDir)))
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
	locks, readErr := os.ReadDir(s.path(locksDir))
	for _, e := range locks {
		if strings.HasPrefix(e.Name(), sparePrefix) {
			_ = os.Remove(s.path(locksDir, e.Name()))
		}
	}
	return errors.Join(err, readErr, lock.Unlock())
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
