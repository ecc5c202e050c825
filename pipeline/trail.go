package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rs/zerolog"

	"pipe/artifacts"
)

// A Stepped config does its work in steps, and can go on from the state that
// is reached after any number of them. Such states are kept while it runs:
// another stage that has the first steps in common starts from there, and an
// audit executes a part of the steps again.
type Stepped interface {
	Config
	// Steps says what the steps depend on.
	Steps() Steps
	// Replay executes the steps of a window, and returns a *Mismatch where they
	// do not lead from one state to the other.
	Replay(ctx context.Context, s *Stage, w Window) error
}

// Steps says which attributes of a config matter from which step on. What it
// does not say is safe: an attribute that is not named matters from the first.
type Steps struct {
	// Total is the number of steps, or 0 where only the inputs tell.
	Total int
	// Open is the number of the first steps that would be the same whatever
	// the values of the attributes Later, with these paths.
	Open  int
	Later []string
}

// prefix returns the recipe of the state after some first steps: the stage's,
// with attributes that have had no effect yet left open. It panics where there
// is no such attribute.
func (r *Recipe) prefix(n *Node, open []string) *Recipe {
	p := &Recipe{}
	for _, l := range r.lines {
		if l.what != "attribute" || !slices.Contains(open, l.name) {
			p.lines = append(p.lines, l)
		}
	}
	for _, path := range slices.Sorted(slices.Values(open)) {
		if !hasAttribute(n.Config, path) {
			panic(fmt.Sprintf("pipeline: kind %s has no attribute %q", n.Kind.Name, path))
		}
		p.add("open", path, "")
	}
	return p
}

// A Trail is where the states of a stage's steps are kept: those after its
// open steps under a key that all stages share which begin alike, the others
// under its own.
type Trail struct {
	steps   Steps
	open    *artifacts.Scratch // or nil, without open steps
	own     *artifacts.Scratch
	options trailOptions
}

// trailOptions is what the executor says of the trail of a stage.
type trailOptions struct {
	maker Maker
	fresh bool   // starts with the first step, whatever was kept
	start *Start // told where the stage starts
}

// A Maker is the stage of a run that kept a state.
type Maker struct {
	Run   string `json:"run"`
	Stage string `json:"stage"`
}

// A Start says that the first steps of a stage need not be executed, since
// another stage, or the same one earlier, has made them.
type Start struct {
	Step  int `json:"step"`            // how many there are
	Total int `json:"total,omitempty"` // of so many; 0 where only the inputs tell
	// Maker is the stage that has made them; it is empty where that is not known.
	Maker
}

func (s *Start) String() string {
	text := "from step " + groupDigits(s.Step)
	if s.Total > 0 {
		text += " of " + groupDigits(s.Total)
	}
	if s.Stage != "" {
		text += ": same as " + s.Stage + " of run " + s.Run
	}
	return text
}

// groupDigits writes 12,345.
func groupDigits(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// newTrail returns the trail of a node with a recipe.
func newTrail(store *artifacts.Store, n *Node, recipe *Recipe, steps Steps, options trailOptions) *Trail {
	t := &Trail{steps: steps, own: store.Trail(recipe.Key()), options: options}
	if steps.Open > 0 && len(steps.Later) > 0 {
		t.open = store.Trail(recipe.prefix(n, steps.Later).Key())
	}
	return t
}

// Trail returns the trail of a stage whose config is Stepped and which has so
// many steps.
func (s *Stage) Trail(total int) *Trail {
	steps := s.node.Config.(Stepped).Steps()
	steps.Total = total
	return newTrail(s.store, s.node, s.recipe, steps, s.trail)
}

// keptParts bounds how many states a stage keeps: at most keptParts-1 on the
// way, and the last of the open steps.
const keptParts = 6

// Keeps reports whether the state after so many steps is kept. On the way it
// is one of a few multiples of a power of two, so that stages of different
// length keep the same; then the last of the open steps, unless they are few.
// That may be the last of all; the last state of other stages is their artifact.
func (t *Trail) Keeps(step int) bool {
	if t.open != nil && step == t.steps.Open && step*keptParts >= t.steps.Total {
		return true
	}
	every := 1
	for every*keptParts < t.steps.Total {
		every *= 2
	}
	return step > 0 && step < t.steps.Total && step%every == 0
}

// Save keeps the state after so many steps. Training does not depend on it, so
// that an error goes to the log.
func (t *Trail) Save(ctx context.Context, step int, data []byte) {
	space := t.space(step)
	maker, err := json.Marshal(t.options.maker)
	if err == nil {
		err = space.Save(makerPrefix+strconv.Itoa(step), maker)
	}
	if err == nil {
		err = space.Save(statePrefix+strconv.Itoa(step), data)
	}
	if err != nil {
		zerolog.Ctx(ctx).Warn().Str("stage", t.options.maker.Stage).Int("step", step).Err(err).Msg("the state is not kept")
	}
}

// The names in a trail's space: with the number of steps that led to the state.
const (
	statePrefix = "state-"
	makerPrefix = "maker-"
)

// space returns where the state after so many steps is kept.
func (t *Trail) space(step int) *artifacts.Scratch {
	if t.open != nil && step <= t.steps.Open {
		return t.open
	}
	return t.own
}

// Load returns the state after so many steps; artifacts.ErrNotFound and
// artifacts.ErrCorrupt are among its errors.
func (t *Trail) Load(step int) ([]byte, error) {
	return t.space(step).Load(statePrefix + strconv.Itoa(step))
}

// kept returns after how many steps there are states, ascending.
func (t *Trail) kept() ([]int, error) {
	var steps []int
	for _, space := range []*artifacts.Scratch{t.open, t.own} {
		if space == nil {
			continue
		}
		names, err := space.Names()
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			digits, ok := strings.CutPrefix(name, statePrefix)
			step, err := strconv.Atoi(digits)
			if ok && err == nil && step > 0 && t.space(step) == space && (t.steps.Total == 0 || step <= t.steps.Total) {
				steps = append(steps, step)
			}
		}
	}
	slices.Sort(steps)
	return steps, nil
}

// Start offers the kept states, the latest first, to a function that takes one
// over, until that returns nil; it returns after how many steps that one was,
// or 0. What is of no use goes to the log: the stage ends with the same bytes
// from any of them, and from none.
func (t *Trail) Start(ctx context.Context, adopt func(step int, data []byte) error) int {
	if t.options.fresh {
		return 0
	}
	log := zerolog.Ctx(ctx).With().Str("stage", t.options.maker.Stage).Logger()
	steps, err := t.kept()
	if err != nil {
		log.Warn().Err(err).Msg("the kept states cannot be listed; training starts with the first step")
		return 0
	}
	for _, step := range slices.Backward(steps) {
		data, err := t.Load(step)
		if err == nil {
			err = adopt(step, data)
		}
		if err == nil {
			*t.options.start = *t.startAt(step)
			return step
		}
		if !errors.Is(err, artifacts.ErrNotFound) {
			log.Warn().Int("step", step).Err(err).Msg("the kept state is of no use; training starts before it")
		}
	}
	return 0
}

// startAt describes the start with the state after so many steps.
func (t *Trail) startAt(step int) *Start {
	s := &Start{Step: step, Total: t.steps.Total}
	data, err := t.space(step).Load(makerPrefix + strconv.Itoa(step))
	if err == nil {
		err = json.Unmarshal(data, &s.Maker)
	}
	if err != nil {
		s.Maker = Maker{} // a start of unknown origin is as good
	}
	return s
}

// trail returns the trail of a step whose key is known, or nil where its config
// is not Stepped.
func (p *Plan) trail(s *Step) *Trail {
	stepped, ok := s.Node.Config.(Stepped)
	if !ok {
		return nil
	}
	return newTrail(p.store, s.Node, p.recipe(s), stepped.Steps(), trailOptions{})
}

// start returns where a stale step would start, or nil where with its first
// step. It does not read the state: a damaged one is found when the step runs.
func (p *Plan) start(s *Step) *Start {
	if t := p.trail(s); t != nil {
		if steps, err := t.kept(); err == nil && len(steps) > 0 {
			return t.startAt(steps[len(steps)-1])
		}
	}
	return nil
}
