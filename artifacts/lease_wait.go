package artifacts

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/gofrs/flock"
)

// A waiter looks again and again at the lease of a key until it can take it.
type waiter struct {
	store    *Store
	key      Key
	patience time.Duration

	looks  int
	paused time.Duration // before this look
	token  uint64        // of the lease last seen
	seen   []byte        // its bytes
	silent time.Duration // how long they have been the same
}

// quickLooks is how many looks are quick: as many as take a second.
const quickLooks = 100

// pause returns how long to wait before the next look: short at first, since
// most stages are short.
func (w *waiter) pause() time.Duration {
	w.paused = 10 * time.Millisecond
	if w.looks++; w.looks > quickLooks {
		w.paused = 100 * time.Millisecond
	}
	return w.paused
}

// look takes the lease if it is free, and returns nil if not.
func (w *waiter) look() (*Lease, error) {
	if err := w.store.begin(); err != nil {
		return nil, err
	}
	tokens, err := w.store.leaseTokens(w.key)
	if err != nil {
		return nil, err
	}
	var judged []byte
	if len(tokens) > 0 {
		top := slices.Max(tokens)
		path := w.store.leasePath(w.key, top)
		judged, err = readLease(path)
		if err != nil && !errors.Is(err, io.EOF) { // given back, or hard to read
			return nil, nil
		}
		if !w.over(path, top, judged) {
			return nil, nil
		}
	}
	return w.take(tokens, judged)
}

// over reports whether nobody holds a lease any more: its holder is known to be
// dead, or was silent for too long.
func (w *waiter) over(path string, token uint64, lease []byte) bool {
	if len(lease) > 0 && dead(path, lease) {
		return true
	}
	if w.seen == nil || token != w.token || !bytes.Equal(lease, w.seen) {
		w.token, w.seen, w.silent = token, append([]byte{}, lease...), 0
		return false
	}
	// Silence is the sum of the pauses between looks, not the time since the
	// first: whoever was suspended meanwhile has not listened.
	w.silent += w.paused
	return w.silent >= w.patience
}

// dead reports whether the holder of a lease has died: its lock is free. Locks
// of another machine may never have reached this one.
func dead(path string, lease []byte) bool {
	host, err := os.Hostname()
	if err != nil || host == "" || leaseHost(lease) != host {
		return false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY)) // a lease given back must not come back as an empty file
	free, err := lock.TryLock()
	if !free || err != nil {
		return false
	}
	return lock.Unlock() == nil
}

// take makes a lease after those with the given tokens, which are over: the
// text of the last was judged. Of all who want the next token one gets it, and
// the others look again.
func (w *waiter) take(over []uint64, judged []byte) (*Lease, error) {
	token := uint64(1)
	if len(over) > 0 {
		token = slices.Max(over) + 1
	}
	l := &Lease{store: w.store, key: w.key, token: token, path: w.store.leasePath(w.key, token), owner: randomSuffix()}
	err := w.write(l)
	if errors.Is(err, fs.ErrNotExist) { // somebody has removed the folder of locks, with the files that were to be used again
		w.store.dropSpare()
		err = w.write(l)
	}
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if w.late(token, over, judged) {
		return nil, l.Release()
	}
	for _, t := range over { // it does not matter if some stay
		_ = os.Remove(w.store.leasePath(w.key, t))
	}
	return l, nil
}

// write makes the file of a lease, with its name. It returns fs.ErrExist where
// another has the name.
func (w *waiter) write(l *Lease) (err error) {
	if err := w.store.begin(); err != nil {
		return err
	}
	if l.leaseFile, err = w.store.leaseFile(); err != nil {
		return err
	}
	if err := l.write(); err != nil {
		return errors.Join(err, l.leaseFile.remove())
	}
	if err := l.leaseFile.name(l.path); err != nil {
		w.store.put(l.leaseFile)
		return err
	}
	return nil
}

// late reports whether others have taken leases since the look on which a new
// one rests: with a token of its own, or with that of a lease that was over, as
// tokens begin again when all are given back. Of two who take leases at once
// both may see the other, and none goes without seeing one who stays.
func (w *waiter) late(token uint64, over []uint64, judged []byte) bool {
	tokens, err := w.store.leaseTokens(w.key)
	if err != nil {
		return true
	}
	for _, t := range tokens {
		if t != token && !slices.Contains(over, t) {
			return true
		}
	}
	if len(over) == 0 {
		return false
	}
	now, err := readLease(w.store.leasePath(w.key, slices.Max(over)))
	return !errors.Is(err, fs.ErrNotExist) && !bytes.Equal(now, judged)
}
