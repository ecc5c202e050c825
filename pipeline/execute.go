package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"pipe/artifacts"
)

// An Executor runs plans. Nothing in it changes a bit of any artifact.
type Executor struct {
	Store *artifacts.Store
	// Jobs is how many stages run at once; 0 means as many as Cores.
	Jobs int
	// Cores is how many cores the stages share; 0 means all.
	Cores int
	// Memory is how much memory the stages share; 0 means all, as far as that
	// is known.
	Memory Bytes
	// KeepGoing lets a failed stage stop only what stands on it. Otherwise the
	// first failure stops the run.
	KeepGoing bool
	// Kernel names the numeric kernels in use, for the run record.
	Kernel string
	// Now, if set, is the clock; only tests set it. What a run does never
	// depends on it.
	Now func() time.Time
	// Events, if set, is told of all that happens, one event at a time.
	Events func(Event)

	sleep func(ctx context.Context, d time.Duration) error // in tests, in place of the clock
}

func (x *Executor) now() time.Time {
	if x.Now != nil {
		return x.Now()
	}
	return time.Now()
}

// A StageError says which stage failed.
type StageError struct {
	Stage string // its address
	Err   error
}

func (e *StageError) Error() string { return "stage " + e.Stage + ": " + e.Err.Error() }

// Unwrap returns the stage's own error.
func (e *StageError) Unwrap() error { return e.Err }

// Run runs what is stale in a plan and updates the plan's steps as it goes. It
// returns a *StageError for each stage that failed, joined where there are
// several, and an error that wraps ctx's where ctx ended the run. The record
// is complete in every case. It is nil where the run could not begin, and where
// it had nothing to do and the latest record of the experiment says the same:
// the store does not grow then.
func (x *Executor) Run(ctx context.Context, p *Plan) (*RunRecord, error) {
	if err := x.Check(p); err != nil {
		return nil, err
	}
	if !p.NothingToDo() {
		p.hold()
	}
	r := &run{
		Executor:   x,
		plan:       p,
		cores:      cmp.Or(x.Cores, runtime.GOMAXPROCS(0)),
		memory:     cmp.Or(x.Memory, machineMemory()),
		dependents: make([][]*Step, len(p.Steps)),
		waiting:    make([]int, len(p.Steps)),
		running:    make(map[artifacts.Key]*Step),
		busy:       make(map[*Step]bool),
		computed:   make(chan *Step),
		parked:     make(map[artifacts.Key][]*Step),
		made:       make(map[artifacts.Key]*Step),
		heals:      make(map[*Step]int),
		rank:       p.priorities(),
		done:       make(chan outcome),
		paces:      make(map[artifacts.Key]*pace),
		passed:     make(chan artifacts.Key),
	}
	r.jobs = cmp.Or(x.Jobs, r.cores)
	var err error
	if r.recorder, err = newRecorder(x, p, r.jobs); err != nil {
		return nil, err
	}
	r.emit(Event{Type: EventPlan, Plan: p})
	if p.NothingToDo() && p.isLatest(r.recorder.record.Sources) {
		r.emit(Event{Type: EventDone})
		return nil, nil
	}
	r.recorder.fill(p)
	r.begin()
	r.loop(ctx)
	r.skipRest(ctx)
	err = r.outcome(ctx)
	err = errors.Join(err, r.recorder.end(err))
	r.emit(Event{Type: EventDone, Err: err})
	return r.recorder.record, err
}

// A run is a plan being carried out. All of it but emit belongs to the goroutine
// that called Run; the goroutines of stages get an execution and return an
// outcome.
type run struct {
	*Executor
	plan        *Plan
	jobs, cores int
	memory      Bytes       // 0 where nobody knows
	reserved    reservation // by what is running

	dependents [][]*Step         // by position: an entry for each edge
	waiting    []int             // by position: edges whose artifact is not there yet
	ready      []*Step           // by rank: the first starts next
	rank       map[*Step]float64 // see Plan.priorities
	held       time.Time         // since when a step waits for all cores; see holds
	unhold     <-chan time.Time
	running    map[artifacts.Key]*Step
	busy       map[*Step]bool            // those running that have not computed all yet
	computed   chan *Step                // told by a running step when it has
	parked     map[artifacts.Key][]*Step // ready, but their key is running
	made       map[artifacts.Key]*Step   // by this run
	heals      map[*Step]int
	done       chan outcome
	paces      map[artifacts.Key]*pace // of what is running: see follow
	passed     chan artifacts.Key      // a stage has come to where another waits for it

	failures []error
	fatal    error // the store or the plan broke, not a stage
	stopped  bool
	cancel   context.CancelFunc
	recorder *recorder
	mu       sync.Mutex // held while Events runs
}

// emit passes an event on. Stages call it too.
func (r *run) emit(e Event) {
	if r.Events == nil {
		return
	}
	e.Time = r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Events(e)
}

// begin sorts the steps into those that are done, ready and waiting.
func (r *run) begin() {
	for _, s := range r.plan.Steps {
		for _, in := range s.Node.Inputs {
			t := r.plan.steps[in.Node]
			r.dependents[t.position] = append(r.dependents[t.position], s)
		}
		if s.Status != StatusCached {
			r.enqueue(s)
		}
	}
}

// enqueue makes a step ready, or lets it wait for its inputs.
func (r *run) enqueue(s *Step) {
	if n := len(r.plan.waitsOn(s)); n > 0 {
		r.waiting[s.position] = n
		return
	}
	r.push(s)
}

// push makes steps ready whose inputs are there.
func (r *run) push(steps ...*Step) {
	for _, s := range steps {
		i, _ := slices.BinarySearchFunc(r.ready, s, r.compare)
		r.ready = slices.Insert(r.ready, i, s)
	}
}

// compare orders ready steps: first those that take one core, so that the
// others can have all, and then by rank.
func (r *run) compare(a, b *Step) int {
	if p := a.Node.Kind.Parallel; p != b.Node.Kind.Parallel {
		if p {
			return 1
		}
		return -1
	}
	return compareRanks(r.rank, a, b)
}

// loop runs until nothing is running and nothing can start.
func (r *run) loop(ctx context.Context) {
	ctx, r.cancel = context.WithCancel(ctx)
	defer r.cancel()
	var group errgroup.Group
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		for r.canStart(ctx) {
			s := r.next()
			if s == nil {
				break
			}
			if x, ok := r.prepare(s); ok {
				group.Go(func() error {
					r.done <- r.perform(ctx, x)
					return nil
				})
			}
		}
		if len(r.running) == 0 {
			break
		}
		select {
		case o := <-r.done:
			r.finish(o)
		case k := <-r.passed:
			r.unfollow(k)
		case s := <-r.computed:
			r.release(s)
		case <-r.unhold:
			r.unhold = nil
		case <-tick.C:
			r.emit(Event{Type: EventTick})
		case <-r.recorder.due():
			r.must(r.recorder.save())
		}
	}
	_ = group.Wait() // for the last goroutine to return; none returns an error
}

// maxStoring is how many steps may be having their artifacts made durable beside
// those that compute. That takes no core, and the disk serves many at once.
const maxStoring = 64

func (r *run) canStart(ctx context.Context) bool {
	return !r.stopped && ctx.Err() == nil && len(r.ready) > 0 &&
		len(r.busy) < r.jobs && len(r.running) < r.jobs+maxStoring
}

// prepare decides on a ready step now that its inputs are there: it is cached
// after all, or it waits, or ok is true and x is to be performed.
func (r *run) prepare(s *Step) (x execution, ok bool) {
	if len(r.plan.waitsOn(s)) > 0 { // an input was lost since
		r.enqueue(s)
		return execution{}, false
	}
	planned := s.Status
	if err := r.plan.place(s); err != nil {
		r.must(err)
		return execution{}, false
	}
	if r.running[s.Key] != nil {
		r.parked[s.Key] = append(r.parked[s.Key], s)
		return execution{}, false
	}
	if s.Status == StatusCached {
		r.settleCached(s, r.cachedReason(s, planned))
		return execution{}, false
	}
	if planned == StatusPending {
		s.Why = r.plan.explain(s)
	}
	if r.follow(s) {
		return execution{}, false
	}
	x = r.newExecution(s)
	if x.pace != nil {
		r.paces[s.Key] = x.pace
	}
	r.running[s.Key] = s
	r.reserve(s)
	r.must(r.recorder.started())
	r.emit(Event{Type: EventStarted, Step: s})
	return x, true
}

// grant returns how many cores the next stage may use: those that it asks for
// or, where it asks for none, its share, and all when nothing else runs or
// could.
func (r *run) grant(s *Step) int {
	if s.Node.Execution.Cores == 0 && len(r.busy) == 0 && len(r.ready) == 0 {
		return r.cores
	}
	return r.workersOf(s)
}

// workersOf returns how many cores a step uses beside others.
func (r *run) workersOf(s *Step) int { return max(1, r.reservationOf(s).cores) }

// finish takes in what became of an execution.
func (r *run) finish(o outcome) {
	s := o.step
	delete(r.running, s.Key)
	r.release(s)
	r.push(r.parked[s.Key]...)
	delete(r.parked, s.Key)
	r.unfollow(s.Key)
	delete(r.paces, s.Key)
	s.Why.Start = o.start
	switch {
	case o.err == nil && o.hit:
		s.Artifact = o.artifact
		r.settleCached(s, reasonElsewhere)
	case o.err == nil:
		s.Status, s.Artifact, s.forced = StatusRan, o.artifact, false
		r.made[s.Key] = s
		r.settle(s, o)
	case o.interrupted:
		s.Status = StatusInterrupted
		r.settle(s, o)
	case unusable(o.err) && r.heal(s):
	default:
		s.Status = StatusFailed
		o.err = &StageError{Stage: s.Node.Address(), Err: o.err}
		r.failures = append(r.failures, o.err)
		r.settle(s, o)
		if !r.KeepGoing {
			r.stop()
		}
	}
}

const reasonElsewhere = "another run made it meanwhile"

// cachedReason says why a step that was not cached when the run was planned
// is so now.
func (r *run) cachedReason(s *Step, planned Status) string {
	switch twin := r.made[s.Key]; {
	case twin != nil && twin != s:
		return "same recipe as " + twin.Node.Address() + ", which has run"
	case planned == StatusPending:
		return "its inputs came out the same"
	}
	return reasonElsewhere
}

// settleCached ends a step that did not have to run after all.
func (r *run) settleCached(s *Step, reason string) {
	s.Status, s.Why = StatusCached, Why{Reason: reason}
	r.settle(s, outcome{step: s})
}

// settle records the end of a step and readies those that waited for it.
func (r *run) settle(s *Step, o outcome) {
	r.recorder.finished(s, o)
	r.emit(Event{Type: EventFinished, Step: s, Seconds: o.seconds, Err: o.err})
	if s.Artifact.IsZero() {
		return
	}
	for _, d := range r.dependents[s.position] {
		switch n := r.waiting[d.position]; n {
		case 0: // it has run before s was lost and remade
		case 1:
			r.waiting[d.position] = 0
			r.push(d)
		default:
			r.waiting[d.position] = n - 1
		}
	}
}

// must stops the run for an error that is no stage's.
func (r *run) must(err error) {
	if err != nil && r.fatal == nil {
		r.fatal = err
		r.stop()
	}
}

// stop lets nothing more start and ends what is running.
func (r *run) stop() {
	r.stopped = true
	r.cancel()
}

// outcome returns the error of the whole run.
func (r *run) outcome(ctx context.Context) error {
	errs := append([]error{r.fatal}, r.failures...)
	if ctx.Err() != nil && r.recorder.record.unfinished() {
		errs = append(errs, fmt.Errorf("run interrupted: %w", context.Cause(ctx)))
	}
	return join(slices.DeleteFunc(errs, func(err error) bool { return err == nil }))
}

func isContextError(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
