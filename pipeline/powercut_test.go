package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"pipe/artifacts"
	"pipe/internal/powercut"
)

// counting makes a stage count to ten, with a checkpoint at each number, from
// the checkpoint that it finds.
func counting(c *execConfig) {
	c.run = func(ctx context.Context, s *Stage) error {
		n := 0
		data, err := s.Scratch.Load("count")
		switch {
		case err == nil:
			if n, err = strconv.Atoi(string(data)); err != nil {
				return err
			}
		case !errors.Is(err, artifacts.ErrNotFound):
			return err
		}
		for ; n < 10; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := s.Scratch.Save("count", []byte(strconv.Itoa(n))); err != nil {
				return err
			}
		}
		return s.Out.Write("count", []byte(strconv.Itoa(n)))
	}
}

// small is an experiment of three stages that leave checkpoints, two of which
// stand on the first.
func small() *execGraph {
	g := newExecGraph()
	counting(g.add("a", "a"))
	counting(g.add("b", "b", "a"))
	counting(g.add("c", "c", "a", "b"))
	return g
}

func artifactsOf(r *RunRecord) string {
	text := ""
	for _, s := range r.Stages {
		text += s.Address + " " + s.Artifact.String() + "\n"
	}
	return text
}

// stride returns of how many cases one is tried: every one where PIPE_THOROUGH
// is set.
func stride(few int) int {
	if os.Getenv("PIPE_THOROUGH") != "" {
		return 1
	}
	return few
}

// unsynced spares the time that syncing takes.
func unsynced(c artifacts.Change, do func() error) error {
	if c.Op == artifacts.OpSync || c.Op == artifacts.OpSyncDir {
		return nil
	}
	return do()
}

func openUnsynced(t *testing.T, dir string) *artifacts.Store {
	t.Helper()
	s, err := artifacts.OpenWatched(dir, unsynced)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// soundStore demands that verify finds nothing damaged, and nothing foreign.
func soundStore(t *testing.T, s *artifacts.Store) {
	t.Helper()
	v, err := Verify(t.Context(), s)
	if err != nil || len(v.Damage) != 0 || len(v.Foreign) != 0 {
		t.Errorf("Verify = %+v, %v, want nothing damaged or foreign", v, err)
	}
}

// TestRunAfterPowerCut loses the power before each change that a run makes to
// the disk: run again, it ends with the same artifacts.
func TestRunAfterPowerCut(t *testing.T) {
	root, states := t.TempDir(), t.TempDir()
	r := &powercut.Recorder{Disk: powercut.New(root)}
	cut := func(n int) {
		if n%stride(9) != 0 {
			return
		}
		for seed := range 3 {
			rng := rand.New(rand.NewPCG(uint64(seed), uint64(n)))
			if err := r.Disk.Cut(rng, filepath.Join(states, fmt.Sprintf("change %d, seed %d", n, seed))); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.Refuse = func(n int, _ artifacts.Change) (bool, error) {
		cut(n)
		return true, nil
	}
	store, err := artifacts.OpenWatched(filepath.Join(root, "store"), r.Watch)
	if err != nil {
		t.Fatal(err)
	}
	want := artifactsOf(mustRun(t, small(), Executor{Store: store, Jobs: 1}))
	cut(len(r.Changes))
	disks, err := os.ReadDir(states)
	if err != nil || len(disks) < 10 {
		t.Fatalf("disks = %v, %v, want many", disks, err)
	}
	for _, disk := range disks {
		t.Run(disk.Name(), func(t *testing.T) {
			s := openUnsynced(t, filepath.Join(states, disk.Name(), "store"))
			soundStore(t, s)
			if got := artifactsOf(mustRun(t, small(), Executor{Store: s, Jobs: 1})); got != want {
				t.Errorf("after the power cut:\n%swant\n%s", got, want)
			}
			soundStore(t, s)
		})
	}
}

// A pausedDriver is a run that is suspended before one of its changes, its
// heart too, and goes on when it is woken.
type pausedDriver struct {
	at      int
	mu      sync.Mutex
	changes int
	reached chan struct{} // closed when it is suspended, or done without
	wake    chan struct{}
	once    sync.Once
}

func (d *pausedDriver) watch(c artifacts.Change, do func() error) error {
	d.mu.Lock()
	n := d.changes
	d.changes++
	d.mu.Unlock()
	if n == d.at {
		d.once.Do(func() { close(d.reached) })
		<-d.wake
	}
	return unsynced(c, do)
}

// TestSuspendedDriver suspends a driver before each change that it makes to
// the disk, even between the check of its lease and what the check was for.
// Another takes over, and the first wakes when the other has made some changes
// or is done. Both end with what a calm run makes, and the store is sound.
func TestSuspendedDriver(t *testing.T) {
	calm := &pausedDriver{at: -1}
	store, err := artifacts.OpenWatched(t.TempDir(), calm.watch)
	if err != nil {
		t.Fatal(err)
	}
	want := artifactsOf(mustRun(t, small(), Executor{Store: store, Jobs: 1}))
	takeovers := 0
	for at := 0; at < calm.changes; at += stride(11) {
		for _, wakeAfter := range []int{at % 40, 1 << 30} {
			t.Run(fmt.Sprintf("change %d, woken after %d", at, wakeAfter), func(t *testing.T) {
				if suspend(t, at, wakeAfter, want) {
					takeovers++
				}
			})
		}
	}
	if takeovers == 0 {
		t.Error("no stage was ever taken over")
	}
}

// suspend is one case of TestSuspendedDriver. It reports whether the second
// driver took a stage over and ran it.
func suspend(t *testing.T, at, wakeAfter int, want string) (tookOver bool) {
	dir := t.TempDir()
	first := &pausedDriver{at: at, reached: make(chan struct{}), wake: make(chan struct{})}
	second := 0
	awake := sync.OnceFunc(func() { close(first.wake) })
	open := func(watch func(artifacts.Change, func() error) error) *artifacts.Store {
		s, err := artifacts.OpenWatched(dir, watch)
		if err != nil {
			t.Fatal(err)
		}
		s.Timing = artifacts.LeaseTiming{Beat: time.Hour, Patience: 20 * time.Millisecond}
		return s
	}
	a := open(first.watch)
	b := open(func(c artifacts.Change, do func() error) error {
		if second++; second == wakeAfter {
			awake()
		}
		return unsynced(c, do)
	})
	var wait sync.WaitGroup
	wait.Go(func() {
		defer first.once.Do(func() { close(first.reached) })
		if got := artifactsOf(mustRun(t, small(), Executor{Store: a, Jobs: 1})); got != want {
			t.Errorf("the suspended driver made\n%swant\n%s", got, want)
		}
	})
	<-first.reached
	r := mustRun(t, small(), Executor{Store: b, Jobs: 1})
	if got := artifactsOf(r); got != want {
		t.Errorf("the second driver made\n%swant\n%s", got, want)
	}
	awake()
	wait.Wait()
	soundStore(t, b)
	for _, s := range r.Stages {
		tookOver = tookOver || s.Status == StatusRan
	}
	return tookOver
}
