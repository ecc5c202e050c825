package artifacts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// mustLease takes a lease that is free.
func mustLease(t *testing.T, s *Store) *Lease {
	t.Helper()
	l, err := s.Lease(t.Context(), keyOf("k"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLeaseHonoursContext(t *testing.T) {
	s := newStore(t)
	l := mustLease(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := s.Lease(ctx, keyOf("k")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Lease of a held key = %v, want context.DeadlineExceeded", err)
	}
	if l, err := s.TryLease(keyOf("k")); l != nil || err != nil {
		t.Errorf("TryLease of a held key = %v, %v, want nothing", l, err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	again := mustLease(t, s)
	if err := again.Release(); err != nil {
		t.Error(err)
	}
	if l, err := s.TryLease(keyOf("k")); l == nil || err != nil || l.Release() != nil {
		t.Errorf("TryLease of a released key = %v, %v, want a lease", l, err)
	}
	if left, err := s.leaseTokens(keyOf("k")); len(left) > 0 || err != nil {
		t.Errorf("after the release there are leases %v, %v, want none", left, err)
	}
}

// TestLeaseTelling waits for a lease so long that it is told of the holder, once.
func TestLeaseTelling(t *testing.T) {
	s := newStore(t)
	l := mustLease(t, s)
	waits := 0
	s.Timing.Sleep = func(context.Context, time.Duration) error {
		if waits++; waits == 3*quickLooks {
			return l.Release()
		}
		return nil
	}
	s.Timing.Patience = time.Hour
	var told []string
	again, err := s.LeaseTelling(t.Context(), keyOf("k"), func(holder string) { told = append(told, holder) })
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{fmt.Sprintf("process %d", os.Getpid())}; !slices.Equal(told, want) {
		t.Errorf("LeaseTelling tells of %q, want %q", told, want)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
	for text, want := range map[string]string{
		"": "another process", "xyz": "another process",
		"owner elsewhere\npid 7 beat 1\n": "process 7 on elsewhere",
		"owner \npid 7 beat 1\n":          "process 7",
	} {
		if got := leaseHolder([]byte(text)); got != want {
			t.Errorf("leaseHolder(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestLeaseTakeover holds how long another waits for a lease to what it finds.
// The pauses are counted, not slept.
func TestLeaseTakeover(t *testing.T) {
	const patience = 5 * time.Second
	other := func(l *Lease) error { // as a machine whose locks do not reach this one
		data, err := os.ReadFile(l.path)
		host, _ := os.Hostname()
		changed := strings.Replace(string(data), l.owner+" "+host, l.owner+" elsewhere", 1)
		return errors.Join(err, os.WriteFile(l.path, []byte(changed), 0o666))
	}
	die := func(l *Lease) error { return errors.Join(l.file.Close(), l.lock.Unlock()) }
	for _, tt := range []struct {
		name    string
		holder  func(l *Lease) error
		waiting func(l *Lease, looks int) // after each look
		want    time.Duration             // of pauses; negative for as long as it goes
		token   uint64
	}{
		{name: "given back", holder: (*Lease).Release, want: 0, token: 1},
		{name: "dead", holder: die, want: 0, token: 2},
		{name: "silent", holder: func(*Lease) error { return nil }, want: patience, token: 2},
		{name: "dead elsewhere", holder: func(l *Lease) error { return errors.Join(other(l), die(l)) }, want: patience, token: 2},
		{name: "without text", holder: func(l *Lease) error { return os.Truncate(l.path, 0) }, want: patience, token: 2},
		{name: "damaged", holder: func(l *Lease) error { return os.WriteFile(l.path, []byte("\nxyz"), 0o666) }, want: patience, token: 2},
		{name: "alive", holder: func(*Lease) error { return nil },
			waiting: func(l *Lease, looks int) {
				if looks%40 == 0 {
					_ = l.Beat()
				}
			}, want: -1},
		{name: "silent, then given back", holder: func(*Lease) error { return nil },
			waiting: func(l *Lease, looks int) {
				if looks == 30 {
					_ = l.Release()
				}
			}, want: 300 * time.Millisecond, token: 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStore(t)
			holder := mustLease(t, s)
			if err := tt.holder(holder); err != nil {
				t.Fatal(err)
			}
			rival, err := Open(s.Dir())
			if err != nil {
				t.Fatal(err)
			}
			var paused time.Duration
			looks := 0
			rival.Timing = LeaseTiming{Patience: patience, Sleep: func(_ context.Context, d time.Duration) error {
				paused += d
				if looks++; looks == 10_000 {
					return context.Canceled
				}
				if tt.waiting != nil {
					tt.waiting(holder, looks)
				}
				return nil
			}}
			l, err := rival.Lease(t.Context(), keyOf("k"))
			if tt.want < 0 {
				if !errors.Is(err, context.Canceled) || holder.Check() != nil {
					t.Errorf("Lease = %v, %v while the holder lives, want to wait", l, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if paused < tt.want || paused > tt.want+time.Second || l.token != tt.token {
				t.Errorf("taken with token %d after pauses of %v, want token %d after %v", l.token, paused, tt.token, tt.want)
			}
			lost(t, holder, l)
		})
	}
}

// lost demands that the old holder of a lease finds it lost, and does no harm
// to the new one.
func lost(t *testing.T, old, current *Lease) {
	t.Helper()
	if err := current.Scratch().Save("checkpoint", []byte("new")); err != nil {
		t.Fatal(err)
	}
	scratch := old.Scratch()
	for name, err := range map[string]error{
		"Check": old.Check(), "Beat": old.Beat(), "Save": scratch.Save("checkpoint", []byte("old")),
		"Remove": scratch.Remove("checkpoint"), "Clear": scratch.Clear(),
	} {
		if !errors.Is(err, ErrLeaseLost) {
			t.Errorf("%s of a lost lease = %v, want ErrLeaseLost", name, err)
		}
	}
	_ = old.Release() // it may be closed
	if err := current.Check(); err != nil {
		t.Errorf("the new holder's lease after the old one's release: %v", err)
	}
	if data, err := current.Scratch().Load("checkpoint"); err != nil || string(data) != "new" {
		t.Errorf("the new holder's checkpoint = %q, %v, want it as saved", data, err)
	}
	if tokens, err := current.store.leaseTokens(current.key); err != nil || !slices.Equal(tokens, []uint64{current.token}) {
		t.Errorf("leases = %v, %v, want the new holder's alone", tokens, err)
	}
}

// TestLeaseLateTaker has one who wanted the lease long ago come back when it
// has changed hands twice.
func TestLeaseLateTaker(t *testing.T) {
	s := newStore(t)
	dead := mustLease(t, s)
	late := waiter{store: s, key: keyOf("k")}
	if err := errors.Join(dead.file.Close(), dead.lock.Unlock()); err != nil {
		t.Fatal(err)
	}
	second := mustLease(t, s) // token 2
	if err := errors.Join(second.file.Close(), second.lock.Unlock()); err != nil {
		t.Fatal(err)
	}
	third := mustLease(t, s) // token 3
	if l, err := late.take([]uint64{1}, nil); l != nil || err != nil {
		t.Errorf("take of token 2 after token 3 = %v, %v, want nothing", l, err)
	}
	if l, err := late.take([]uint64{2}, nil); l != nil || err != nil {
		t.Errorf("take of token 3 again = %v, %v, want nothing", l, err)
	}
	if err := errors.Join(third.Check(), third.Release()); err != nil {
		t.Errorf("the holder after a late taker: %v", err)
	}
	fresh := mustLease(t, s) // tokens begin again
	if l, err := late.take([]uint64{2}, nil); l != nil || err != nil {
		t.Errorf("take of token 3 beside token %d = %v, %v, want nothing", fresh.token, l, err)
	}
	if err := fresh.Check(); err != nil {
		t.Errorf("the new holder after a late taker: %v", err)
	}
}

// TestLeaseExcludes has many goroutines take one lease, release it, and die
// with it.
func TestLeaseExcludes(t *testing.T) {
	dir := newStore(t).Dir()
	var wg sync.WaitGroup
	var inside sync.Mutex
	for g := range 6 {
		wg.Go(func() {
			s, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			s.Timing = LeaseTiming{Patience: time.Hour, Sleep: func(context.Context, time.Duration) error {
				time.Sleep(time.Millisecond)
				return nil
			}}
			for i := range 20 {
				l, err := s.Lease(t.Context(), keyOf("k"))
				if err != nil {
					t.Error(err)
					return
				}
				if !inside.TryLock() {
					t.Error("two hold the lease")
					return
				}
				time.Sleep(100 * time.Microsecond)
				inside.Unlock()
				if (g+i)%3 == 0 {
					err = errors.Join(l.file.Close(), l.lock.Unlock())
				} else {
					err = l.Release()
				}
				if err != nil {
					t.Error(fmt.Errorf("release: %w", err))
				}
			}
		})
	}
	wg.Wait()
}
