package pipeline

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"

	"pipe/artifacts"
)

// An execution is all that performing a step needs, so that the goroutine which
// performs it reads nothing that the run may change.
type execution struct {
	step      *Step
	key       artifacts.Key
	recipe    *Recipe
	start     *Start // filled in while the stage runs
	inputs    map[*Node]artifacts.Digest
	ancestors []Ancestor
	workers   int
	forced    bool
	notes     *notes
	pace      *pace // or nil
}

// An outcome is what became of an execution.
type outcome struct {
	step        *Step
	artifact    artifacts.Digest
	hit         bool // another process had made the artifact meanwhile
	interrupted bool
	seconds     float64
	tokens      int64
	start       *Start // where it began, if not with its first step
	notes       *notes // nil where nothing ran
	err         error
}

func (r *run) newExecution(s *Step) execution {
	workers := r.grant(s)
	return execution{
		step:      s,
		key:       s.Key,
		recipe:    r.plan.recipe(s),
		start:     &Start{},
		inputs:    r.plan.inputDigests(s),
		ancestors: r.plan.ancestors(s),
		workers:   workers,
		forced:    s.forced,
		notes:     &notes{},
		pace:      r.newPace(s, workers),
	}
}

// measure makes the artifact of an execution, and notes what that took.
func (r *run) measure(ctx context.Context, x execution, lease *artifacts.Lease, o *outcome) error {
	o.notes = x.notes
	var tokens atomic.Int64
	started := time.Now()
	artifact, err := r.make(ctx, x, lease, func(p Progress) {
		tokens.Store(p.Tokens)
		r.emit(Event{Type: EventProgress, Step: x.step, Progress: p})
		if x.pace.advance(p.Step) {
			r.passed <- x.key
		}
	})
	o.seconds, o.tokens = time.Since(started).Seconds(), tokens.Load()
	if err == nil {
		o.artifact = artifact.Digest()
	}
	if x.start.Step > 0 {
		o.start = x.start
	}
	return err
}

// make runs the stage and binds what it wrote to the key.
func (r *run) make(ctx context.Context, x execution, lease *artifacts.Lease, progress func(Progress)) (*artifacts.Artifact, error) {
	n := x.step.Node
	stage := &Stage{
		Out:       r.Store.NewArtifact(n.Kind.Name),
		Scratch:   lease.Scratch(),
		Workers:   x.workers,
		node:      n,
		inputs:    make(map[*Node]*artifacts.Artifact, len(x.inputs)),
		pins:      x.step.pins,
		store:     r.Store,
		ancestors: x.ancestors,
		progress:  progress,
		recipe:    x.recipe,
		trail:     trailOptions{maker: Maker{r.recorder.record.ID, n.Address()}, fresh: x.forced, start: x.start},
		notes:     x.notes,
	}
	for node, digest := range x.inputs {
		a, err := r.Store.Artifact(digest)
		if err != nil {
			return nil, fmt.Errorf("read input %s: %w", node.Address(), err)
		}
		stage.inputs[node] = a
	}
	if err := r.attempt(ctx, x, stage); err != nil {
		return nil, err
	}
	r.computed <- x.step
	if err := checkPins(n, x.step.pins); err != nil {
		return nil, err
	}
	artifact, err := r.commit(stage, x, lease)
	if err != nil {
		return nil, err
	}
	if err := stage.Scratch.Clear(); err != nil { // the artifact is there: what is left over harms nobody
		zerolog.Ctx(ctx).Warn().Str("stage", stage.Name()).Err(err).Msg("old checkpoints stay")
	}
	return artifact, nil
}

// commit binds what a stage has made, or adopted, to its key. An adopted artifact
// of which something is lost is an error that has the run make it again.
func (r *run) commit(s *Stage, x execution, lease *artifacts.Lease) (*artifacts.Artifact, error) {
	// Where the lease is lost right after this, two processes bind the same
	// bytes; what differs is a conflict.
	if err := lease.Check(); err != nil {
		return nil, err
	}
	if s.adopted == nil {
		return s.Out.Bind(x.key, x.recipe.String())
	}
	if err := r.Store.Bind(x.key, x.recipe.String(), s.adopted); err != nil {
		return nil, err
	}
	if _, err := r.Store.Lookup(x.key); err != nil {
		return nil, fmt.Errorf("adopt artifact %s: %w", s.adopted.Digest().Short(), err)
	}
	return s.adopted, nil
}

// runProtected runs a stage and turns its panic into an error. The stack goes
// to the log: it helps whoever wrote the stage, not whoever wrote the file.
func runProtected(ctx context.Context, c Config, s *Stage) (err error) {
	defer func() {
		if p := recover(); p != nil {
			zerolog.Ctx(ctx).Error().Str("stage", s.Name()).Str("stack", string(debug.Stack())).Msgf("panic: %v", p)
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return c.Run(ctx, s)
}

// checkPins returns an error where a file that the plan had hashed changed
// before the stage was done: the key would name bytes that nobody read.
func checkPins(n *Node, pins map[string]artifacts.Digest) error {
	pinned, ok := n.Config.(Pinned)
	if !ok {
		return nil
	}
	for _, pin := range pinned.Pins() {
		if _, past := n.pinned[pin.Attribute]; past || !pin.hasDigest() || pin.SHA256 != "" {
			continue
		}
		d, err := DigestPath(n.resolvePath(pin.Source))
		if err != nil {
			return fmt.Errorf("%s: %w", pin.Attribute, err)
		}
		if want := pins[pin.Attribute]; d != want {
			return fmt.Errorf("%s: %q changed during the run: its digest is %s, and was %s", pin.Attribute, pin.Source, d, want)
		}
	}
	return nil
}

// maxHeals is how often a run remakes the lost inputs of one step: more than
// once, since the inputs of a lost input may be lost too, but not for ever on
// a failing disk.
const maxHeals = 3

// heal is called when a step could not read its inputs. It takes back those
// whose bytes the store has lost, so that they are made again before the step
// is, and reports whether there were any.
func (r *run) heal(s *Step) bool {
	if r.heals[s] == maxHeals {
		return false
	}
	suspects := r.plan.upstream(s)
	if !s.Node.Kind.Lineage {
		suspects = slices.DeleteFunc(suspects, func(t *Step) bool {
			return !slices.ContainsFunc(s.Node.Inputs, func(in Input) bool { return in.Node == t.Node })
		})
	}
	lost := false
	for _, t := range suspects {
		if t.Artifact.IsZero() {
			lost = true // another step has found it lost
			continue
		}
		if _, err := r.Store.Lookup(t.Key); err != nil && unusable(err) {
			r.takeBack(t)
			lost = true
		}
	}
	if lost {
		r.heals[s]++
		r.enqueue(s)
	}
	return lost
}

// takeBack makes a finished step stale, and those that had counted on it wait.
func (r *run) takeBack(t *Step) {
	t.Status, t.Artifact, t.Why = StatusStale, artifacts.Digest{}, Why{Reason: reasonLost}
	for _, d := range r.dependents[t.position] {
		if r.waiting[d.position] > 0 {
			r.waiting[d.position]++
		}
	}
	r.enqueue(t)
}

// skipRest ends the steps that the run never came to.
func (r *run) skipRest(ctx context.Context) {
	for _, s := range r.plan.Steps {
		if s.Status != StatusStale && s.Status != StatusPending {
			continue
		}
		s.Status, s.Why = StatusSkipped, Why{Reason: r.skipReason(ctx, s)}
		r.settle(s, outcome{step: s})
	}
}

// skipReason names the stage that a skipped one wanted, not those between that
// were skipped alike.
func (r *run) skipReason(ctx context.Context, s *Step) string {
	for _, t := range r.plan.upstream(s) {
		switch t.Status {
		case StatusFailed:
			return t.Node.Address() + " failed"
		case StatusInterrupted:
			return t.Node.Address() + " was interrupted"
		}
	}
	var failure *StageError
	if ctx.Err() == nil && errors.As(errors.Join(r.failures...), &failure) {
		return "the run stopped when " + failure.Stage + " failed"
	}
	return "the run was interrupted"
}
