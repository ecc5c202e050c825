package artifacts

import (
	"errors"
	"os"
	"runtime"
	"sync"
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

	lead   sync.Mutex // held by the one who leads, and guards the rest
	avoid  int        // for how many batches more not to sync the disk as a whole
	slow   int        // how often in a row that was slow
	failed bool       // to sync the disk as a whole
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

// manySyncs is from how many syncs on one of the whole disk is quicker, and
// slowSync how much time it may take for each of those that it stands for:
// what others write is written down too.
const (
	manySyncs = 2
	slowSync  = 500 * time.Microsecond
)

// mostSlow bounds for how many batches a disk on which others write much is not
// synced as a whole: 2 to the power of it. The first time may well be slow for
// what was written before.
const mostSlow = 10

// serve makes durable what a batch wants. It is called by the one who leads.
func (s *Store) serve(batch []*flush) {
	whole := s.syncWhole(batch)
	synced := map[string]error{}
	for _, f := range batch {
		f.done = true
		if whole {
			continue
		}
		for _, file := range f.files {
			f.err = errors.Join(f.err, s.disk.sync(file))
		}
		for _, dir := range f.dirs {
			err, done := synced[dir]
			if !done {
				err = s.disk.syncDir(dir)
				synced[dir] = err
			}
			f.err = errors.Join(f.err, err)
		}
	}
}

// syncWhole syncs the whole disk, if that is quicker, and reports whether that
// has made durable what a batch wants. Tests that watch the disk see each sync.
func (s *Store) syncWhole(batch []*flush) bool {
	count := 0
	for _, f := range batch {
		count += len(f.files) + len(f.dirs)
	}
	g := &s.flusher
	if count < manySyncs || s.disk.watch != nil || g.failed {
		return false
	}
	if g.avoid > 0 {
		g.avoid--
		return false
	}
	began := time.Now()
	if !syncDisk(s.dir) {
		g.failed = true // each file says what is wrong
		return false
	}
	if time.Since(began) <= time.Duration(count)*slowSync {
		g.slow = 0
		return true
	}
	g.slow = min(g.slow+1, mostSlow)
	g.avoid = 1<<g.slow - 1
	return true
}
