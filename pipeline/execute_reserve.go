package pipeline

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A reservation is what a running stage takes of the machine.
type reservation struct {
	cores  int
	memory Bytes
}

// reservationOf returns what a step takes while it runs. One that says nothing
// of cores takes a job's share, which is none where there are more jobs than
// cores, and nothing of the memory. No stage takes more cores than there are:
// a file made for a large machine runs on a small one too.
func (r *run) reservationOf(s *Step) reservation {
	e := s.Node.Execution
	return reservation{min(cmp.Or(int(e.Cores), r.cores/r.jobs), r.cores), e.Memory}
}

// fits reports whether a step can start beside those that are running. The
// first always can.
func (r *run) fits(s *Step) bool {
	if len(r.busy) == 0 {
		return true
	}
	need := r.reservationOf(s)
	return r.reserved.cores+need.cores <= r.cores &&
		(r.memory == 0 || r.reserved.memory+need.memory <= r.memory)
}

// next takes the first ready step for which there is room, or nil. One that
// waits for room is passed by smaller ones: it starts at the latest when
// nothing else is left.
func (r *run) next() *Step {
	i := slices.IndexFunc(r.ready, r.fits)
	if i < 0 {
		return nil
	}
	s := r.ready[i]
	if r.holds(s) {
		return nil
	}
	r.ready = slices.Delete(r.ready, i, i+1)
	return s
}

// holdFor is how long a step waits for others to end, so that it gets all cores.
const holdFor = time.Second

// holds reports whether a step that could use all cores is better not started
// yet: it is the last that is ready, and those that are running take one core
// each and may be done at once. What a step has begun with it keeps to its end.
func (r *run) holds(s *Step) bool {
	if !s.Node.Kind.Parallel || s.Node.Execution.Cores > 0 || len(r.ready) > 1 || len(r.busy) == 0 {
		r.held = time.Time{}
		return false
	}
	for t := range r.busy {
		if t.Node.Kind.Parallel {
			return false
		}
	}
	if r.held.IsZero() {
		r.held, r.unhold = time.Now(), time.After(holdFor)
	}
	if time.Since(r.held) < holdFor {
		return true
	}
	r.held = time.Time{}
	return false
}

// reserve takes from the machine what a step needs, and release gives it back
// when the step has computed, or is done without.
func (r *run) reserve(s *Step) {
	r.busy[s] = true
	need := r.reservationOf(s)
	r.reserved.cores += need.cores
	r.reserved.memory += need.memory
}

func (r *run) release(s *Step) {
	if !r.busy[s] {
		return
	}
	delete(r.busy, s)
	need := r.reservationOf(s)
	r.reserved.cores -= need.cores
	r.reserved.memory -= need.memory
}

// A MemoryError says that a stage asks for more memory than there is.
type MemoryError struct {
	Stage     string // its address
	File      string // where it asks
	Line      int
	Want, Has Bytes
}

func (e *MemoryError) Error() string {
	return fmt.Sprintf("stage %s asks for %s of memory (%s:%d), and this machine has %s", e.Stage, e.Want, e.File, e.Line, e.Has)
}

// A DemandError says that a stage needs what the machine does not have.
type DemandError struct {
	Stage string // its address
	File  string // that declares it
	Line  int
	Err   error
}

func (e *DemandError) Error() string {
	return fmt.Sprintf("stage %s (%s:%d) cannot run on this machine: %v", e.Stage, e.File, e.Line, e.Err)
}

// Unwrap returns what the stage's config says.
func (e *DemandError) Unwrap() error { return e.Err }

// Check returns an error, a *MemoryError or a *DemandError for each, where a
// stage that may have to run asks for more memory than the machine has, or for
// something else that it lacks. Run begins with it.
func (x *Executor) Check(p *Plan) error {
	has := cmp.Or(x.Memory, machineMemory())
	var errs []error
	for _, s := range p.Steps {
		if s.Status == StatusCached {
			continue
		}
		if want := s.Node.Execution.Memory; has > 0 && want > has {
			at := s.Node.Range(executionBlock + ".memory")
			errs = append(errs, &MemoryError{s.Node.Address(), at.Filename, at.Start.Line, want, has})
		}
		if c, ok := s.Node.Config.(Demanding); ok {
			if err := c.Demand(); err != nil {
				at := s.Node.Range("")
				errs = append(errs, &DemandError{s.Node.Address(), at.Filename, at.Start.Line, err})
			}
		}
	}
	return join(errs)
}
