package artifacts

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrLeaseLost says that another process has taken over the computation of a
// key: it had not heard of the holder for too long.
var ErrLeaseLost = errors.New("another process has taken it over, which had not heard of this one")

// LeaseTiming says how often the holder of a lease shows that it is at work,
// and how long others wait for that. What is zero has its default.
type LeaseTiming struct {
	Beat     time.Duration // between two heartbeats; 2 s
	Patience time.Duration // of one who hears none; 20 s
	// Sleep waits, or returns ctx's error. Patience is measured by it alone:
	// nobody reads a clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

const (
	defaultBeat     = 2 * time.Second
	defaultPatience = 20 * time.Second
)

// A Lease is the right to compute a key and to write its checkpoints. The
// package comment says how leases pass from one process to the next.
type Lease struct {
	store *Store
	key   Key
	token uint64
	path  string
	owner string // nobody else has the same
	beats uint64
	*leaseFile
}

// Lease waits until nobody else holds the lease of k, or its holder is dead or
// silent, and takes it. It returns ctx's error where ctx is done first. The
// holder calls Beat every now and then, and Release in the end.
func (s *Store) Lease(ctx context.Context, k Key) (*Lease, error) {
	return s.LeaseTelling(ctx, k, func(string) {})
}

// LeaseTelling is Lease, and tells once who the holder is where the wait takes
// longer than most stages do: "process 123" or, of another machine, "process 123
// on host".
func (s *Store) LeaseTelling(ctx context.Context, k Key, tell func(holder string)) (*Lease, error) {
	w := waiter{store: s, key: k, patience: cmp.Or(s.Timing.Patience, defaultPatience)}
	for {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("lease of key %s: %w", k, err)
		}
		l, err := w.look()
		if err != nil {
			return nil, fmt.Errorf("lease of key %s: %w", k, err)
		}
		if l != nil {
			return l, nil
		}
		if w.looks == quickLooks {
			tell(leaseHolder(w.seen))
		}
		if err := s.sleep(ctx, w.pause()); err != nil {
			return nil, fmt.Errorf("lease of key %s: %w", k, err)
		}
	}
}

// TryLease is Lease without waiting: it returns nil where somebody holds the
// lease, or may hold it.
func (s *Store) TryLease(k Key) (*Lease, error) {
	w := waiter{store: s, key: k, patience: cmp.Or(s.Timing.Patience, defaultPatience)}
	l, err := w.look()
	if err != nil {
		return nil, fmt.Errorf("lease of key %s: %w", k, err)
	}
	return l, nil
}

func (s *Store) sleep(ctx context.Context, d time.Duration) error {
	if s.Timing.Sleep != nil {
		return s.Timing.Sleep(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// BeatEvery returns how often to call Beat.
func (l *Lease) BeatEvery() time.Duration { return cmp.Or(l.store.Timing.Beat, defaultBeat) }

// Beat shows others that the holder is at work. It returns ErrLeaseLost where
// that is too late. A heartbeat that cannot be written is no error: at worst
// somebody else computes the same.
func (l *Lease) Beat() error {
	if err := l.Check(); err != nil {
		return err
	}
	l.beats++
	_ = l.write()
	return nil
}

// write writes the lease in place. Others hold any change of it for a sign of
// life, so that it does not matter when they read half of it.
func (l *Lease) write() error {
	host := "" // that of nobody, so that nobody trusts the lock
	if l.locked {
		host, _ = os.Hostname()
	}
	return l.leaseFile.write(fmt.Sprintf("%s %s\npid %d beat %020d\n", l.owner, host, os.Getpid(), l.beats))
}

// Check returns ErrLeaseLost where the lease is another's by now. A disk that
// does not answer is no reason to think so.
func (l *Lease) Check() error {
	tokens, err := l.store.leaseTokens(l.key)
	if err != nil {
		return nil
	}
	if len(tokens) > 0 && slices.Max(tokens) == l.token {
		found, err := readLease(l.path)
		if err == nil && leaseOwner(found) == l.owner || err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	return fmt.Errorf("key %s: %w", l.key, ErrLeaseLost)
}

// Scratch returns the scratch space of the key for the holder, who is refused
// to change it when the lease is lost.
func (l *Lease) Scratch() *Scratch {
	return &Scratch{store: l.store, dir: scratchDir, key: l.key, lease: l}
}

// Release gives the lease back, if it is still held.
func (l *Lease) Release() error {
	found, err := readLease(l.path)
	if err == nil && leaseOwner(found) == l.owner {
		err = os.Remove(l.path)
	}
	if l.leaseFile.path != "" && (err == nil || errors.Is(err, fs.ErrNotExist)) {
		l.store.put(l.leaseFile)
		return nil
	}
	// Some name of the file may be left, so that it must not tell of another
	// lease. Nobody takes it for alive: its lock is free.
	err = l.leaseFile.remove()
	if leaseOwner(found) == l.owner {
		_ = os.Remove(l.path)
	}
	return err
}

// leasePath returns the file of a lease. All are in one folder: to make one for
// each key, and remove it again, would take longer than a short stage does.
func (s *Store) leasePath(k Key, token uint64) string {
	return s.path(locksDir, leasePrefix(k)+leaseToken(token))
}

func leasePrefix(k Key) string { return "lease-" + k.String() + "-" }

func leaseToken(token uint64) string { return fmt.Sprintf("%020d", token) }

// leaseTokens returns the tokens of the leases of a key that are there.
func (s *Store) leaseTokens(k Key) (tokens []uint64, err error) {
	dir, err := os.Open(s.path(locksDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	prefix := leasePrefix(k)
	for _, name := range names {
		text, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		if token, err := strconv.ParseUint(text, 10, 64); err == nil && text == leaseToken(token) {
			tokens = append(tokens, token)
		}
	}
	return tokens, err
}

// leaseBytes bounds what is read of a lease: a host name has at most 255.
const leaseBytes = 1024

// readLease returns a lease without its first byte; see write.
func readLease(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf := make([]byte, leaseBytes)
	n, err := f.ReadAt(buf, 1)
	if n > 0 {
		err = nil
	}
	return buf[:n], err
}

// leaseOwner returns the owner that a lease names, or "".
func leaseOwner(lease []byte) string {
	owner, _, _ := bytes.Cut(lease, []byte(" "))
	return string(owner)
}

// leaseHolder calls the process that a lease names as people do.
func leaseHolder(lease []byte) string {
	_, rest, _ := bytes.Cut(lease, []byte("pid "))
	pid, _, _ := bytes.Cut(rest, []byte(" "))
	if len(pid) == 0 {
		return "another process"
	}
	holder := "process " + string(pid)
	if host, err := os.Hostname(); leaseHost(lease) != "" && (err != nil || leaseHost(lease) != host) {
		holder += " on " + leaseHost(lease)
	}
	return holder
}

// leaseHost returns the host that a lease names, or "".
func leaseHost(lease []byte) string {
	line, _, _ := bytes.Cut(lease, []byte("\n"))
	_, host, _ := bytes.Cut(line, []byte(" "))
	return string(host)
}
