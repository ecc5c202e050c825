package kernel

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestTeamDo(t *testing.T) {
	for _, workers := range []int{-1, 1, 2, 3, 8} {
		team := NewTeam(workers)
		for _, n := range []int{0, 1, 2, 7, 100} {
			for range 20 {
				count := make([]atomic.Int32, n)
				team.Do(n, func(worker, i int) {
					if worker < 0 || worker >= team.Workers() {
						t.Errorf("Do: worker %d of %d", worker, team.Workers())
					}
					count[i].Add(1)
				})
				for i := range count {
					if got := count[i].Load(); got != 1 {
						t.Fatalf("%d workers: Do(%d) called f(%d) %d times, want once", workers, n, i, got)
					}
				}
			}
		}
		team.Close()
		team.Close()
	}
}

// TestTeamParks lets the workers go to sleep between operations, and the caller while it waits for a slow tile.
func TestTeamParks(t *testing.T) {
	team := NewTeam(3)
	defer team.Close()
	for range 3 {
		var sum atomic.Int64
		team.Do(3, func(_, i int) {
			time.Sleep(time.Duration(i) * 10 * time.Millisecond)
			sum.Add(int64(i))
		})
		if got := sum.Load(); got != 3 {
			t.Fatalf("sum of the tiles = %d, want 3", got)
		}
		waitParked(t, team)
	}
}

// waitParked returns when every goroutine of the team is parked: an idle team must not use the processor.
func waitParked(t *testing.T, team *Team) {
	deadline := time.Now().Add(10 * time.Second)
	for w := 1; w < team.Workers(); {
		if team.posts[w].parked.Load() {
			w++
			continue
		}
		if time.Now().After(deadline) {
			t.Fatalf("worker %d is still awake after 10 s without work", w)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestTeamsCompete runs more workers than there are processors; all must get through.
func TestTeamsCompete(t *testing.T) {
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			team := NewTeam(4)
			defer team.Close()
			var sum atomic.Int64
			for range 500 {
				team.Do(16, func(_, i int) { sum.Add(int64(i)) })
			}
			if got, want := sum.Load(), int64(500*120); got != want {
				t.Errorf("sum of the tiles = %d, want %d", got, want)
			}
		})
	}
	group.Wait()
}

func TestTeamMisuse(t *testing.T) {
	panics := func(name string, f func()) {
		t.Helper()
		defer func() {
			if recover() == nil {
				t.Errorf("%s does not panic", name)
			}
		}()
		f()
	}
	closed := NewTeam(2)
	closed.Close()
	panics("Do after Close", func() { closed.Do(2, func(_, _ int) {}) })
	panics("Gemm of a short A", func() {
		Gemm(new(Workspace), false, false, 2, 2, 2, make([]float32, 3), 2, make([]float32, 4), 2, make([]float32, 4), 2, false)
	})
	panics("Gemm of close rows", func() {
		Gemm(new(Workspace), false, true, 2, 2, 2, make([]float32, 4), 2, make([]float32, 9), 1, make([]float32, 4), 2, false)
	})
	panics("Add of two lengths", func() { Add(make([]float32, 2), make([]float32, 2), make([]float32, 1)) })
	panics("CrossEntropy of a missing class", func() { CrossEntropy(make([]float32, 2), 2, 1) })
}

func TestNoAllocations(t *testing.T) {
	team := NewTeam(2)
	defer team.Close()
	x := noise(1, 64*64)
	y, z := make([]float32, 64*64), make([]float32, 64*64)
	f := func(_, _ int) {}
	var ws Workspace
	for _, c := range []struct {
		name string
		run  func()
	}{
		{"Do", func() { team.Do(8, f) }},
		{"Team.Gemm", func() { team.Gemm(true, true, 64, 64, 64, x, 64, y, 64, z, 64, false) }},
		{"Gemm", func() { Gemm(&ws, false, false, 50, 50, 50, x, 64, y, 64, z, 64, true) }},
		{"Gemm of one row", func() { team.Gemm(false, false, 1, 64, 64, x, 64, y, 64, z, 64, false) }},
		{"Softmax", func() { Softmax(y, x, 1) }},
		{"AdamW", func() { (&AdamW{Beta1: 0.9, Beta2: 0.9, Epsilon: 1}).Update(y, x, z, z) }},
	} {
		c.run()
		if got := testing.AllocsPerRun(20, c.run); got != 0 {
			t.Errorf("%s allocates %v times, want 0", c.name, got)
		}
	}
}

// TestTeamPanics holds that a panic on any worker reaches the caller, and that the team goes on.
func TestTeamPanics(t *testing.T) {
	team := NewTeam(3)
	defer team.Close()
	for who := range 3 {
		for range 50 {
			var done atomic.Int32
			caught := func() (p any) {
				defer func() { p = recover() }()
				var entered atomic.Int32
				team.Do(3, func(worker, i int) {
					entered.Add(1)
					for start := time.Now(); entered.Load() < 3 && time.Since(start) < time.Second; {
						runtime.Gosched() // so that each worker has one
					}
					if worker == who {
						panic("worker")
					}
					done.Add(1)
				})
				return nil
			}()
			if caught != "worker" || done.Load() != 2 {
				t.Fatalf("Do with a panic of worker %d panics with %v after %d others, want \"worker\" after 2", who, caught, done.Load())
			}
		}
	}
	done := 0
	team.Do(1, func(int, int) { done++ })
	if done != 1 {
		t.Errorf("Do after a panic does %d of 1", done)
	}
}
