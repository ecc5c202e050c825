package pipeline

import (
	"slices"
	"sync/atomic"

	"pipe/artifacts"
)

// Stages that begin alike share the states of their first steps: see Trail. Two
// that run at the same time would execute these steps twice. So the one that
// comes later waits, outside the ready steps, until the other has come to the
// last state that it will keep for both, and goes on from there, unless it
// would be there sooner by itself. What another process runs is not waited for.

// A pace says how far a running stage has come whose first steps others share.
// The stage and the goroutine that called Run meet in its atomic fields: each
// writes its own before it reads the other's, so that no waiting step is missed.
type pace struct {
	trail   *Trail
	workers int
	reached atomic.Int64 // steps that are done
	wanted  atomic.Int64 // the number of them that the first of behind waits for, or 0
	behind  []*Step      // belongs to the goroutine that called Run
}

// newPace returns the pace of a step that starts now, or nil where it shares no
// steps.
func (r *run) newPace(s *Step, workers int) *pace {
	t := r.plan.trail(s)
	if t == nil || t.open == nil {
		return nil
	}
	p := &pace{trail: t, workers: workers}
	if !s.forced {
		p.reached.Store(int64(t.latest()))
	}
	return p
}

// advance notes how far a stage has come, and reports whether a step waits for
// that.
func (p *pace) advance(done int) bool {
	if p == nil || int64(done) < p.reached.Load() {
		return false
	}
	p.reached.Store(int64(done))
	wanted := p.wanted.Load()
	return wanted > 0 && int64(done) >= wanted && p.wanted.CompareAndSwap(wanted, 0)
}

// want notes what a step waits for. It returns false where that has been reached.
func (p *pace) want(done int) bool {
	if wanted := p.wanted.Load(); wanted == 0 || int64(done) < wanted {
		p.wanted.Store(int64(done))
	}
	return p.reached.Load() < int64(done)
}

// sooner reports whether the stage has done its first shared steps before another
// one would have that has done some of them and uses so many cores. Steps are
// taken to go as fast as there are cores.
func (p *pace) sooner(shared, done, workers int) bool {
	return done < shared && (shared-int(p.reached.Load()))*workers <= (shared-done)*p.workers
}

// follow lets a step wait for a running one that begins alike, and reports
// whether it does.
func (r *run) follow(s *Step) bool {
	if len(r.paces) == 0 || s.forced {
		return false
	}
	own := r.plan.trail(s)
	if own == nil || own.open == nil || r.hasCheckpoint(s) {
		return false
	}
	for _, p := range r.paces {
		if p.trail.open.Key() != own.open.Key() {
			continue
		}
		shared := sharedSteps(p.trail, own)
		if p.sooner(shared, own.latest(), r.workersOf(s)) && p.want(shared) {
			p.behind = append(p.behind, s)
			return true
		}
	}
	return false
}

// sharedSteps returns after how many steps the last state is that a stage keeps
// and that another can go on from.
func sharedSteps(ahead, behind *Trail) int {
	step := min(ahead.steps.Open, behind.steps.Open)
	for step > 0 && !ahead.Keeps(step) {
		step--
	}
	return step
}

// hasCheckpoint reports whether a step goes on from its own checkpoint.
func (r *run) hasCheckpoint(s *Step) bool {
	names, err := r.Store.Scratch(s.Key).Names()
	return err == nil && len(names) > 0
}

// latest returns after how many steps the last state is that is there, or 0.
func (t *Trail) latest() int {
	steps, err := t.kept()
	if err != nil || len(steps) == 0 {
		return 0
	}
	return steps[len(steps)-1]
}

// unfollow makes those ready again that wait for the stage of a key. They
// decide anew.
func (r *run) unfollow(k artifacts.Key) {
	p := r.paces[k]
	if p == nil {
		return
	}
	behind := slices.Clone(p.behind)
	p.behind = nil
	r.push(behind...)
}
