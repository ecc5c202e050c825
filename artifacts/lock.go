package artifacts

import (
	"context"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// lockPoll is how often a waiting Lock looks again: the operating system has
// no call that waits for a file lock and for a context.
const lockPoll = 10 * time.Millisecond

// Lock waits until no other goroutine and no other process holds the lock of
// k, takes it, and returns the function that gives it back. It returns ctx's
// error where ctx is done first. The lock of a process that dies is free.
func (s *Store) Lock(ctx context.Context, k Key) (release func() error, err error) {
	if err := s.begin(); err != nil {
		return nil, fmt.Errorf("lock key %s: %w", k, err)
	}
	// Each call opens the file anew, and file locks belong to the open file:
	// so goroutines of one process exclude each other as processes do.
	lock := flock.New(s.path(locksDir, k.String()), flock.SetPermissions(0o666))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return nil, fmt.Errorf("lock key %s: %w", k, err)
	}
	return lock.Unlock, nil
}
