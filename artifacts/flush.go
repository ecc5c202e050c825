package artifacts

import (
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A sync costs as much for one file as for hundreds: the disk is told to write
// down its journal, and all that waits. So those who ask at the same time are
// served together. One of them leads, and takes along all who have gathered
// while the one before was leading; whoever is alone does not wait.

// A flusher makes files and folders durable.
type flusher struct {
	mu      sync.Mutex
	waiting []*flush

	lead sync.Mutex    // held by the one who leads, and guards the times
	each time.Duration // that one sync of a file or folder took lately; 0 where that is not known
	all  time.Duration // the same of a sync of the whole disk

	disk atomic.Pointer[os.File] // see openDisk; nil where each file is synced by itself
}

// A flush is what one caller wants durable: the bytes of files and the names in
// folders.
type flush struct {
	files []*os.File
	dirs  []string
	done  bool
	err   error
}

// flush returns when the bytes of files and the names in folders are durable,
// as far as the file system can make them so.
func (s *Store) flush(files []*os.File, dirs ...string) error {
	g, f := &s.flusher, &flush{files: files, dirs: dirs}
	g.mu.Lock()
	g.waiting = append(g.waiting, f)
	g.mu.Unlock()

	g.lead.Lock()
	defer g.lead.Unlock()
	if f.done {
		return f.err
	}
	s.serve(g.gather())
	return f.err
}

// gather returns all who are waiting, and those who are about to: others that
// can go on do so first, until no more come. Nobody waits for one who waits for
// the disk.
func (g *flusher) gather() []*flush {
	for n := 0; ; {
		g.mu.Lock()
		if len(g.waiting) == n {
			defer g.mu.Unlock()
			batch := g.waiting
			g.waiting = nil
			return batch
		}
		n = len(g.waiting)
		g.mu.Unlock()
		runtime.Gosched()
	}
}

// serve makes durable what a batch wants. It is called by the one who leads.
func (s *Store) serve(batch []*flush) {
	whole := s.syncWhole(batch)
	began, count := time.Now(), 0
	synced := map[string]error{}
	for _, f := range batch {
		f.done = true
		if whole {
			continue
		}
		for _, file := range f.files {
			f.err = errors.Join(f.err, s.disk.sync(file))
			count++
		}
		for _, dir := range f.dirs {
			err, done := synced[dir]
			if !done {
				err = s.disk.syncDir(dir)
				synced[dir] = err
				count++
			}
			f.err = errors.Join(f.err, err)
		}
	}
	if count > 0 {
		s.flusher.each = min(time.Since(began)/time.Duration(count), longestSync)
	}
}

// How long a sync is thought to take before that is known, and at most: that of
// a large file takes longer for its bytes.
const (
	usualSync   = 500 * time.Microsecond
	longestSync = 20 * time.Millisecond
)

// forget is which part of what a sync of all took is forgotten each time that it
// is not tried: others may have been writing much then.
const forget = 64

// syncWhole syncs the whole disk, if that is quicker, and reports whether that
// has made durable what a batch wants. Tests that watch the disk see each sync.
func (s *Store) syncWhole(batch []*flush) bool {
	g := &s.flusher
	disk := g.disk.Load()
	if disk == nil || s.disk.watch != nil || !g.prefersAll(countSyncs(batch)) || dirtyMemory() > muchDirty {
		return false
	}
	began := time.Now()
	if !syncDisk(disk) {
		g.disk.Store(nil) // each file says what is wrong
		return false
	}
	g.all = time.Since(began)
	return true
}

// muchDirty is how many bytes the machine may have in memory that are not on
// disk, for the whole disk to be synced: somebody else is writing then.
const muchDirty = 64 << 20

// prefersAll reports whether one sync of the whole disk is quicker than count
// syncs.
func (g *flusher) prefersAll(count int) bool {
	each := g.each
	if each == 0 {
		each = usualSync
	}
	if count > 1 && g.all <= time.Duration(count)*each {
		return true
	}
	g.all -= g.all / forget
	return false
}

// countSyncs returns how many files and folders a batch wants synced.
func countSyncs(batch []*flush) int {
	count := 0
	dirs := map[string]bool{}
	for _, f := range batch {
		count += len(f.files)
		for _, dir := range f.dirs {
			dirs[dir] = true
		}
	}
	return count + len(dirs)
}
