package artifacts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// What a process has found or written must not vanish while it lives: it may
// be days until a run reads what it found when it was planned. So each process
// that writes shows its presence by an empty locked file whose time is that of its
// first use of the store, and whatever such a process finds in place of writing
// it gets a new time too. Collect removes nothing that is younger than the
// oldest presence.
//
// Between finding something and giving it a new time lies a moment. The gate
// is shut for it: those who find hold it shared, and Collect holds it alone
// while it looks at the times of a few files and removes them.
//
// A plan finds thousands of entries, and a run that has nothing to do needs none
// of them for long. So it stays inside the gate while it plans, and only what a
// run goes on with gets a new time: see Visit.

const (
	presencePrefix = "presence-"
	gateName       = "gate"
)

// Use makes all that this process finds in the store from now on, and writes,
// safe from Collect until the process ends. It fails where the store cannot be
// written. Where there is no store yet it does nothing: nobody finds anything.
func (s *Store) Use() error {
	if _, err := os.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return s.begin()
}

// showPresence writes the file of this process. It is called with s.mu held.
func (s *Store) showPresence() error {
	for {
		f, err := os.CreateTemp(s.path(locksDir), presencePrefix+"*")
		if err != nil {
			return err
		}
		path := f.Name()
		f.Close()
		if !s.since.IsZero() { // somebody has removed the folder of locks
			if err := os.Chtimes(path, s.since, s.since); err != nil {
				return err
			}
		}
		lock := flock.New(path, flock.SetPermissions(0o666))
		if err := lock.Lock(); err != nil {
			return err
		}
		info, err := lock.Stat()
		if err != nil {
			return err
		}
		if !holds(lock, path) { // it was taken for that of a dead process
			if err := lock.Unlock(); err != nil {
				return err
			}
			continue
		}
		_ = os.Chmod(path, 0o666) // another user who cannot lock it takes it for alive
		s.presence, s.since = lock, info.ModTime()
		return nil
	}
}

// presentSince returns since when this process has been here.
func (s *Store) presentSince() (since time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.since, s.presence != nil
}

// Presence returns the name under which this process shows its presence, or ""
// where it does not.
func (s *Store) Presence() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.presence == nil {
		return ""
	}
	return filepath.Base(s.presence.Path())
}

// Present reports whether the process lives that has shown its presence under a
// name, as far as locks tell: not all reach another machine.
func (s *Store) Present(name string) bool {
	if name == s.Presence() {
		return name != ""
	}
	path := s.path(locksDir, name)
	if _, err := os.Lstat(path); !strings.HasPrefix(name, presencePrefix) || errors.Is(err, fs.ErrNotExist) {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryLock()
	if err != nil || !free {
		return true
	}
	_ = lock.Unlock() // it was nobody's
	return false
}

// oldestPresence returns the time of the oldest presence of another process, or
// now where there is none. It removes those of the dead.
func (s *Store) oldestPresence(now time.Time) (time.Time, error) {
	names, err := fileNames(s.path(locksDir))
	if err != nil {
		return now, err
	}
	s.mu.Lock()
	own := ""
	if s.presence != nil {
		own = s.presence.Path()
	}
	s.mu.Unlock()
	for _, name := range names {
		path := s.path(locksDir, name)
		info, err := os.Lstat(path)
		if !strings.HasPrefix(name, presencePrefix) || err != nil || path == own {
			continue
		}
		lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
		if free, err := lock.TryLock(); err == nil && free {
			_ = os.Remove(path) // where it cannot be, such as in a store that is read only, it stays dead
			if err := lock.Unlock(); err != nil {
				return now, err
			}
			continue
		}
		if info.ModTime().Before(now) {
			now = info.ModTime()
		}
	}
	return now, nil
}

// A gate is where this process stands, with all of its goroutines.
type gate struct {
	mu     sync.Mutex
	inside int          // how often enter was called and leave was not
	lock   *flock.Flock // held while anybody is inside; nil where nobody can
}

// enter keeps Collect from removing anything until leave is called. Where the
// store cannot be written there is nothing to keep out.
func (s *Store) enter() (leave func()) {
	g := &s.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside++; g.inside == 1 {
		lock := flock.New(s.path(locksDir, gateName), flock.SetPermissions(0o666))
		if lock.RLock() == nil {
			g.lock = lock
		}
	}
	return g.leave
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.inside--; g.inside == 0 && g.lock != nil {
		_ = g.lock.Unlock()
		g.lock = nil
	}
}

// Visit keeps Collect from removing anything until leave is called. Lookup does
// not make what it finds meanwhile safe for longer; Hold does.
func (s *Store) Visit() (leave func()) {
	out := s.enter()
	if s.visits.Add(1) == 1 {
		s.seen.begin()
	}
	return sync.OnceFunc(func() {
		if s.visits.Add(-1) == 0 {
			s.seen.end()
		}
		out()
	})
}

// Hold makes what a key is bound to safe as long as this process lives, if it
// shows its presence. It is called during the visit in which Lookup found it.
func (s *Store) Hold(k Key) {
	if e, used, err := s.entry(k); err == nil {
		s.renew(e, used, 0)
	}
}

// usedEvery is how exact the time is at which an entry was last found.
const usedEvery = time.Hour

// found is called inside the gate when an entry was found, with the time at which
// it was found before.
func (s *Store) found(e Entry, before time.Time) {
	if s.visits.Load() > 0 {
		s.renew(e, before, usedEvery)
	} else {
		s.renew(e, before, 0)
	}
}

// renew gives an entry a time that this process's presence covers, unless its
// time is at most so much older.
func (s *Store) renew(e Entry, time time.Time, older time.Duration) {
	since, present := s.presentSince()
	if !present || !time.Before(since.Add(-older)) {
		return
	}
	path := s.keyPath(e.Key)
	if s.touch(path) != nil { // it is another user's
		_ = s.writeFile(path, objectMode, e.line()) // or the store cannot be written
	}
}

// alone waits until nobody is inside the gate, and calls remove while it holds
// it shut.
func (s *Store) alone(remove func() error) error {
	if err := s.ensureDir(s.path(locksDir)); err != nil {
		return err
	}
	lock := flock.New(s.path(locksDir, gateName), flock.SetPermissions(0o666))
	if err := lock.Lock(); err != nil {
		return err
	}
	err := remove()
	if unlockErr := lock.Unlock(); err == nil {
		err = unlockErr
	}
	return err
}

// useObject reports whether the object is there with the given size, any where
// it is negative. Where this process is present, the object stays there as
// long as the process lives.
func (s *Store) useObject(d Digest, size int64) bool {
	if _, ok := s.presentSince(); !ok {
		return s.hasObject(d, size)
	}
	defer s.enter()()
	return s.hasObject(d, size) && s.touch(s.objectPath(d)) == nil
}

// touch gives a file a time that this process's presence covers. It is called inside the
// gate.
func (s *Store) touch(path string) error {
	since, ok := s.presentSince()
	info, err := os.Lstat(path)
	if err != nil || !ok || !info.ModTime().Before(since) {
		return err
	}
	now := time.Now()
	if now.Before(since) { // the disk's clock is another
		now = since
	}
	return os.Chtimes(path, now, now)
}
