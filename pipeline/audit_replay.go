package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/rs/zerolog"

	"pipe/artifacts"
)

// ReplayOptions say how to run the experiment of a run again.
type ReplayOptions struct {
	Targets []string // as of a plan
	Jobs    int      // as of an Executor
	Kernel  string
	Events  func(Event)
	// Differs describes how what a stage made differs from what it had made. It
	// is called while both can be read.
	Differs func(was, again *artifacts.Artifact) []string
}

// A Replay is a check of a run's artifacts against those of running the
// experiment again.
type Replay struct {
	AuditCheck
	Stages []ReplayStage `json:"stages"`
}

// A ReplayStage is what became of a stage that was run again.
type ReplayStage struct {
	Name   string           `json:"name"`
	Result string           `json:"result"` // "equal", "differs", "follows", "failed", "new", or "kept": see Unpinned
	Was    artifacts.Digest `json:"was,omitzero"`
	Again  artifacts.Digest `json:"again,omitzero"`
	Where  []string         `json:"where,omitempty"` // the two differ
	// Fetches are the sources that were neither in the audited store nor on disk,
	// so that the stage had to ask for them again.
	Fetches []string `json:"fetches,omitempty"`
}

// Replay runs the experiment of the run again, from the texts that the run
// read, in an empty store, and compares what each stage makes with what the run
// recorded, inputs first. Bytes from outside come from the audited store, or
// from disk where they are still what they were; what has to be downloaded is
// told of before. The new store lies beside the old one, and is removed.
func (a *Auditor) Replay(ctx context.Context, opt ReplayOptions) (r *Replay, err error) {
	if a.Past == nil {
		return nil, fmt.Errorf("replay: %w", a.pastErr)
	}
	dir, err := os.MkdirTemp(filepath.Dir(a.Store.Dir()), filepath.Base(a.Store.Dir())+"-replay-*")
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	empty, err := artifacts.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("replay: %w", err)
	}
	plan, err := NewPlan(a.Past, empty, PlanOptions{Targets: opt.Targets})
	if err != nil {
		return nil, err
	}
	fetches := make(map[*Step][]string)
	for _, s := range plan.Steps {
		for _, d := range s.pins {
			if err := copyObject(a.Store, empty, d); err != nil {
				return nil, fmt.Errorf("replay: %s: %w", s.Node.Address(), err)
			}
		}
		fetches[s] = s.elsewhere(empty)
		for _, source := range fetches[s] {
			zerolog.Ctx(ctx).Warn().Str("stage", s.Node.Address()).Str("source", source).
				Msg("it is neither in the store nor on disk, and is fetched again; `pipe add` keeps what a replay needs")
		}
	}
	unpinned, err := a.keepUnpinned(plan, empty)
	if err != nil {
		return nil, err
	}
	executor := &Executor{Store: empty, Jobs: opt.Jobs, KeepGoing: true, Kernel: opt.Kernel, Events: opt.Events}
	record, err := executor.Run(ctx, plan)
	if ctx.Err() != nil || record == nil {
		return nil, err
	}
	r = &Replay{AuditCheck: NewCheck("replay", "every artifact, against that of running the experiment again")}
	for _, s := range plan.Steps {
		if why := unpinned[s]; why != "" {
			r.Unchecked = append(r.Unchecked, AuditFailure{Where: s.Node.Address(), Problem: "it cannot be run again to the bit: " + why})
			r.Stages = append(r.Stages, ReplayStage{Name: s.Node.Address(), Result: "kept", Was: s.Artifact, Again: s.Artifact})
			continue
		}
		r.compare(a, plan, s, record, opt.Differs)
		r.Stages[len(r.Stages)-1].Fetches = fetches[s]
	}
	return r, nil
}

// keepUnpinned gives the empty store what unpinned stages made, under the keys of
// the record, so that what stands on them is run again. It returns why each
// cannot be.
func (a *Auditor) keepUnpinned(plan *Plan, empty *artifacts.Store) (map[*Step]string, error) {
	kept := make(map[*Step]string)
	for _, s := range plan.Steps {
		was := a.Run.Stage(s.Node.Address())
		why := s.Node.Irreproducible()
		if why == "" || was == nil || was.Artifact.IsZero() {
			continue
		}
		artifact, err := a.Store.Artifact(was.Artifact)
		if err != nil {
			return nil, fmt.Errorf("replay: %s: %w", s.Node.Address(), err)
		}
		digests := []artifacts.Digest{was.Artifact}
		for _, f := range artifact.Files {
			digests = append(digests, f.Digest)
		}
		for _, d := range digests {
			if err := copyObject(a.Store, empty, d); err != nil {
				return nil, fmt.Errorf("replay: %s: %w", s.Node.Address(), err)
			}
		}
		recipe, err := a.Store.Recipe(was.Key)
		if err != nil {
			return nil, fmt.Errorf("replay: %s: %w", s.Node.Address(), err)
		}
		if artifact, err = empty.Artifact(was.Artifact); err == nil {
			err = empty.Bind(was.Key, recipe, artifact)
		}
		if err != nil {
			return nil, fmt.Errorf("replay: %s: %w", s.Node.Address(), err)
		}
		kept[s] = why
	}
	return kept, nil
}

// elsewhere returns the sources of a step that are neither in a store nor on
// disk.
func (s *Step) elsewhere(store *artifacts.Store) []string {
	pinned, ok := s.Node.Config.(Pinned)
	if !ok {
		return nil
	}
	var sources []string
	for _, pin := range pinned.Pins() {
		if !pin.hasDigest() || store.HasObject(s.pins[pin.Attribute]) {
			continue
		}
		if _, err := os.Stat(s.Node.resolvePath(pin.Source)); err != nil {
			sources = append(sources, pin.Source)
		}
	}
	return sources
}

// copyObject copies an object that the first store has and the second lacks.
func copyObject(from, to *artifacts.Store, d artifacts.Digest) error {
	if !from.HasObject(d) || to.HasObject(d) {
		return nil
	}
	data, err := from.ReadObject(d)
	if err != nil {
		return err
	}
	_, _, err = to.PutObject(bytes.NewReader(data))
	return err
}

// compare holds what a stage has made against what the run recorded.
func (r *Replay) compare(a *Auditor, plan *Plan, s *Step, record *RunRecord, differs func(was, again *artifacts.Artifact) []string) {
	address := s.Node.Address()
	was := a.Run.Stage(address)
	stage := ReplayStage{Name: address, Result: "equal", Again: s.Artifact}
	defer func() { r.Stages = append(r.Stages, stage) }()
	if was == nil || was.Artifact.IsZero() {
		stage.Result = "new"
		return
	}
	r.Checked++
	stage.Was = was.Artifact
	switch {
	case s.Artifact == was.Artifact:
	case s.Artifact.IsZero():
		stage.Result = "failed"
		again := record.Stage(address)
		if s.Status == StatusSkipped {
			r.Fail(address, "", "it was not run again: %s", again.Why.Reason)
			return
		}
		r.Fail(address, "", "it cannot be run again: %s", again.Error)
	case s.Key == was.Key:
		stage.Result = "differs"
		stage.Where = whereDifferent(a.Store, was.Artifact, plan.store, s.Artifact, differs)
		text := ""
		for _, where := range stage.Where {
			text += "; " + where
		}
		r.Fail(address, "its recipe gives other bytes than the run recorded; do not trust them",
			"it gives artifact %s, and the run records %s%s", s.Artifact.Short(), was.Artifact.Short(), text)
	default:
		stage.Result = "follows"
		r.Fail(address, "", "it gives artifact %s, and the run records %s; %s", s.Artifact.Short(), was.Artifact.Short(), otherRecipe(a.Store, was, plan.recipe(s)))
	}
}

// whereDifferent reads two artifacts and describes their difference.
func whereDifferent(
	old *artifacts.Store, was artifacts.Digest, empty *artifacts.Store, again artifacts.Digest,
	differs func(was, again *artifacts.Artifact) []string,
) []string {
	a, err := old.Artifact(was)
	if err != nil {
		return []string{err.Error()}
	}
	b, err := empty.Artifact(again)
	if err != nil {
		return []string{err.Error()}
	}
	return differs(a, b)
}

// otherRecipe says why a stage has another recipe than it had.
func otherRecipe(store *artifacts.Store, was *StageRecord, now *Recipe) string {
	text, err := store.Recipe(was.Key)
	if err != nil {
		return err.Error()
	}
	recipe, err := ParseRecipe(text)
	if err != nil {
		return err.Error()
	}
	why := "its recipe is written in another way"
	for _, c := range DiffRecipes(recipe, now) {
		switch c.Kind {
		case "input":
			why = fmt.Sprintf("its input %s, %s, gives other bytes", c.Name, was.input(c.Name))
		case "ancestor":
			why = fmt.Sprintf("%s, which it stands on, gives other bytes", c.Name)
		default:
			return fmt.Sprintf("its recipe differs: %s %s was %s, and is %s in this program", c.Kind, c.Name, c.From, c.To)
		}
	}
	return why
}
