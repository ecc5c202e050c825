package artifacts

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"github.com/gofrs/flock"
)

// A leaseFile is a file that this process keeps locked, and gives the name of
// one lease after the other: a lease is a second name of it. A file made anew
// for each lease, and removed, would cost most of the time of short stages:
// ext4 keeps off inodes that were freed a moment ago, and searches long for one
// that was not.
type leaseFile struct {
	path string // its own; "" where it has the name of a lease alone
	file *os.File
	lock *flock.Flock
	// locked is false where the file system has no locks: heartbeats must do.
	locked bool
}

// leaseFiles are those that hold no lease.
type leaseFiles struct {
	mu    sync.Mutex
	spare []*leaseFile
}

// leaseFile returns one that holds no lease.
func (s *Store) leaseFile() (*leaseFile, error) {
	s.leases.mu.Lock()
	if n := len(s.leases.spare); n > 0 {
		f := s.leases.spare[n-1]
		s.leases.spare = s.leases.spare[:n-1]
		s.leases.mu.Unlock()
		return f, nil
	}
	s.leases.mu.Unlock()
	path := s.path(locksDir, sparePrefix+randomSuffix())
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, err
	}
	f := &leaseFile{path: path, file: file, lock: flock.New(path, flock.SetFlag(os.O_RDWR))}
	ok, err := f.lock.TryLock()
	if err == nil && !ok {
		return nil, errors.Join(fmt.Errorf("lock %s: somebody else has", path), f.remove())
	}
	f.locked = err == nil
	return f, nil
}

// sparePrefix begins the names of files for leases. Those of dead processes are
// cleared away with the temporary files.
const sparePrefix = "spare-"

// dropSpare gives all files up that hold no lease.
func (s *Store) dropSpare() {
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	for _, f := range s.leases.spare {
		_ = f.remove() // it is gone, or will be
	}
	s.leases.spare = nil
}

// put takes a file back whose lease is given up, for the next.
func (s *Store) put(f *leaseFile) {
	s.leases.mu.Lock()
	defer s.leases.mu.Unlock()
	s.leases.spare = append(s.leases.spare, f)
}

// name gives the file a second name, which nothing has yet: it returns
// fs.ErrExist where something does.
func (f *leaseFile) name(path string) error {
	err := os.Link(f.path, path)
	if err == nil || !noLinks(err) {
		return err
	}
	// A file system without links: the name is claimed first.
	claim, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if err := errors.Join(claim.Close(), os.Rename(f.path, path)); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	f.path = ""
	return nil
}

// write writes a text in place. The first byte stays free: where locks bar
// others from reading, they bar them from that byte. What an earlier text has
// more is overwritten with spaces.
func (f *leaseFile) write(text string) error {
	_, err := f.file.WriteAt(fmt.Appendf(nil, "\n%-*s", leaseBytes-2, text), 0)
	return err
}

// remove gives the file up, but for the name of a lease that it may have.
func (f *leaseFile) remove() error {
	err := errors.Join(f.file.Close(), f.lock.Unlock())
	if f.path != "" {
		_ = os.Remove(f.path) // if not now, then by the next process that begins alone
	}
	return err
}
