package pipeline

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pipe/artifacts"
)

// A Why is the reason for which a stage runs, or ran.
type Why struct {
	// Reason is one line without a full stop.
	Reason string `json:"reason"`
	// Changes are the differences between the recipe of the stage's last run
	// and its recipe now, where there are any. Of a stage that waits they are
	// those that are known before its inputs are.
	Changes []Change `json:"changes,omitempty"`
	// Start is where the stage begins, or began, if others have made its first
	// steps.
	Start *Start `json:"start,omitempty"`
}

func (w Why) String() string {
	if w.Start != nil {
		return w.Reason + "; " + w.Start.String()
	}
	return w.Reason
}

const (
	reasonForced  = "forced"
	reasonRemoved = "removed by gc"
	reasonLost    = "its artifact is missing from the store or damaged"
)

// explain says why a step that is not cached must run, or what it waits for.
// The steps that it waits on have been explained before.
func (p *Plan) explain(s *Step) Why {
	if waits := p.waitsOn(s); len(waits) > 0 {
		return p.explainPending(s, waits)
	}
	s.causes = []*Step{s}
	if s.forced {
		return Why{Reason: reasonForced}
	}
	why := Why{Reason: reasonLost}
	switch {
	case p.store.Removed(s.Key):
		why = Why{Reason: reasonRemoved}
	case !p.isBound(s.Key):
		why = p.sinceLast(s)
	}
	why.Start = p.start(s)
	return why
}

// explainPending says what a step waits on and, where these wait themselves,
// what began it.
func (p *Plan) explainPending(s *Step, waits []*Step) Why {
	var causes []*Step
	for _, t := range waits {
		causes = append(causes, t.causes...)
	}
	causes = distinct(causes)
	reason := "waits on " + listSteps(waits)
	if !slices.Equal(causes, distinct(waits)) {
		reason += "; root cause " + listSteps(causes)
		if len(causes) > 1 {
			reason = strings.Replace(reason, "; root cause ", "; root causes ", 1)
		}
	}
	own := p.sinceLast(s)
	s.own = own.Reason
	if s.forced {
		s.own = reasonForced
		reason = reasonForced + "; " + reason
	}
	if s.forced || len(own.Changes) > 0 {
		causes = append(causes, s)
	}
	s.causes = causes
	return Why{Reason: reason, Changes: own.Changes}
}

// sinceLast says what is new about a step since the run that last made its
// artifact. Of a step that waits, it is what is new even if the inputs that it
// waits on come out as they were, and the reason is empty if nothing is.
func (p *Plan) sinceLast(s *Step) Why {
	address := s.Node.Address()
	last, known := p.history.Stage(p.Experiment.Name, address)
	if known && last.Stage.Key == s.Key {
		return Why{Reason: unfinishedReason(last.Stage)}
	}
	made, ok := p.history.Made(p.Experiment.Name, address)
	switch {
	case !known:
		return Why{Reason: "no earlier run of " + address}
	case !ok:
		return Why{Reason: "no earlier run of " + address + " came to its end"}
	}
	changes, err := p.changesSince(made, s)
	switch {
	case err != nil:
		return Why{Reason: "the recipe of its last run cannot be read"}
	case len(changes) > 0:
		return Why{Reason: p.changeReason(made, s, changes), Changes: changes}
	case s.Status == StatusPending:
		return Why{}
	}
	return Why{Reason: "its recipe is written in another way"}
}

// isBound reports whether the store has ever had an artifact for the key.
func (p *Plan) isBound(key artifacts.Key) bool {
	_, err := p.store.Recipe(key)
	return err == nil
}

// unfinishedReason explains a step that has no artifact although its recipe is
// that of its last run.
func unfinishedReason(last *StageRecord) string {
	switch last.Status {
	case StatusFailed:
		return "its last run failed"
	case StatusRan, StatusCached: // even the note that it was made is gone
		return reasonLost
	}
	return "its last run did not finish"
}

// unknownYet stands for the digest of an input that has to run first.
const unknownYet = "not known yet"

// changesSince lists what differs between the recipe of an earlier run and the
// step's recipe now. An input whose bytes are not known yet counts only where
// it comes from another stage than it did.
func (p *Plan) changesSince(made PastStage, s *Step) ([]Change, error) {
	text, err := p.store.Recipe(made.Stage.Key)
	if err != nil {
		return nil, err
	}
	old, err := ParseRecipe(text)
	if err != nil {
		return nil, err
	}
	var changes []Change
	for _, c := range DiffRecipes(old, p.recipe(s)) {
		if from := p.source(s, c); from != nil && from.Artifact.IsZero() {
			if made.source(c) == from.Node.Address() {
				continue
			}
			c.To = unknownYet
		}
		changes = append(changes, c)
	}
	s.Node.Kind.nameDefaults(changes)
	return changes, nil
}

// source returns the step whose artifact a changed line of the recipe names,
// or nil.
func (p *Plan) source(s *Step, c Change) *Step {
	switch c.Kind {
	case "ancestor":
		return p.Step(c.Name)
	case "input":
		for _, in := range s.Node.Inputs {
			if in.Role == c.Name {
				return p.steps[in.Node]
			}
		}
	}
	return nil
}

// source is what Plan.source was in an earlier run: an address, or "".
func (s PastStage) source(c Change) string {
	switch c.Kind {
	case "ancestor":
		if c.From != absent(c.Kind) {
			return c.Name
		}
	case "input":
		return s.Stage.input(c.Name)
	}
	return ""
}

// changeReason puts changes into one line: the first, how many more and, where
// the first is that of an input, what began it.
func (p *Plan) changeReason(made PastStage, s *Step, changes []Change) string {
	first := changes[0]
	reason := p.changeText(made, s, first)
	switch more := len(changes) - 1; more {
	case 0:
	case 1:
		reason += ", and 1 more change"
	default:
		reason += fmt.Sprintf(", and %d more changes", more)
	}
	if from := p.source(s, first); from != nil && made.source(first) == from.Node.Address() {
		switch o := p.origin(made.Run, from); {
		case o.text == "":
		case o.root == from:
			reason += "; root cause: " + o.text
		default:
			reason += "; root cause " + o.root.Node.Address() + ": " + o.text
		}
	}
	return reason
}

// An origin is where a change since a run began.
type origin struct {
	run  *RunRecord
	key  artifacts.Key // of the step that changed
	root *Step
	text string // what changed there, or "" where nobody knows
}

// origin goes from a step whose bytes changed since a run back to the step
// where the change began. Steps on a long way ask the same, so that the answer
// is kept.
func (p *Plan) origin(run *RunRecord, s *Step) origin {
	if s.origin.run != run || s.origin.key != s.Key {
		s.origin = p.findOrigin(run, s)
		s.origin.run, s.origin.key = run, s.Key
	}
	return s.origin
}

func (p *Plan) findOrigin(run *RunRecord, s *Step) origin {
	past := PastStage{run, run.Stage(s.Node.Address())}
	if past.Stage == nil {
		return origin{root: s}
	}
	changes, err := p.changesSince(past, s)
	if err != nil || len(changes) == 0 {
		return origin{root: s}
	}
	if from := p.source(s, changes[0]); from != nil && past.source(changes[0]) == from.Node.Address() {
		return p.origin(run, from)
	}
	return origin{root: s, text: p.changeText(past, s, changes[0])}
}

// changeText describes one change. Where an input differs it names the stage
// that the input comes from.
func (p *Plan) changeText(made PastStage, s *Step, c Change) string {
	from, was := p.source(s, c), made.source(c)
	switch {
	case c.Kind == "kind":
		return fmt.Sprintf("version of kind %s changed from %s to %s", c.Name, c.From, c.To)
	case c.Kind == "input" && from == nil:
		return fmt.Sprintf("input %s is gone; it was %s", c.Name, was)
	case c.Kind == "input" && was == "":
		return fmt.Sprintf("input %s is new: %s", c.Name, from.Node.Address())
	case c.Kind == "input" && was != from.Node.Address():
		return fmt.Sprintf("input %s changed from %s to %s", c.Name, was, from.Node.Address())
	case c.Kind == "input":
		return fmt.Sprintf("input %s changed from %s to %s, from %s", c.Name, shortDigests(c.From), shortDigests(c.To), from.Node.Address())
	}
	return fmt.Sprintf("%s %s changed from %s to %s", c.Kind, c.Name, shortDigests(c.From), shortDigests(c.To))
}

// longDigest matches the digests and keys in the value of a recipe line.
var longDigest = regexp.MustCompile(`\b([0-9a-f]{12})[0-9a-f]{52}\b`)

// shortDigests cuts digests down to what a line has room for.
func shortDigests(value string) string { return longDigest.ReplaceAllString(value, "$1") }

// distinct keeps the first of each step.
func distinct(steps []*Step) []*Step {
	seen := make(map[*Step]bool, len(steps))
	var kept []*Step
	for _, s := range steps {
		if !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// listSteps names the first few steps.
func listSteps(steps []*Step) string {
	const most = 3
	var names []string
	for _, s := range distinct(steps) {
		names = append(names, s.Node.Address())
	}
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
