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
	// and its recipe now, where there are any.
	Changes []Change `json:"changes,omitempty"`
}

func (w Why) String() string { return w.Reason }

// explain says why a step that is not cached must run, or what it waits for.
func (p *Plan) explain(s *Step) Why {
	if s.forced {
		return Why{Reason: "forced"}
	}
	if waits := p.waitsOn(s); len(waits) > 0 {
		return Why{Reason: "waits on " + listAddresses(waits)}
	}
	if p.isBound(s.Key) {
		return Why{Reason: reasonLost}
	}
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
	text, err := p.store.Recipe(made.Stage.Key)
	if err != nil {
		return Why{Reason: "the recipe of its last run is not in the store"}
	}
	old, err := ParseRecipe(text)
	if err != nil {
		return Why{Reason: "the recipe of its last run cannot be read"}
	}
	changes := DiffRecipes(old, p.recipe(s))
	return Why{Reason: p.changeReason(s, changes), Changes: changes}
}

const reasonLost = "its artifact is missing from the store or damaged"

// isBound reports whether the store has ever had an artifact for the key.
func (p *Plan) isBound(key artifacts.Key) bool {
	_, err := p.store.Recipe(key)
	return err == nil
}

// unfinishedReason explains a step that has no artifact although its recipe is
// that of its last run.
func unfinishedReason(last *StageRecord) string {
	if last.Status == StatusFailed {
		return "its last run failed"
	}
	return "its last run did not finish"
}

// changeReason puts changes into one line: the first, and how many more.
func (p *Plan) changeReason(s *Step, changes []Change) string {
	if len(changes) == 0 {
		return "its recipe is written in another way"
	}
	reason := p.changeText(s, changes[0])
	switch more := len(changes) - 1; more {
	case 0:
	case 1:
		reason += ", and 1 more change"
	default:
		reason += fmt.Sprintf(", and %d more changes", more)
	}
	return reason
}

// changeText describes one change. Where an input differs it names the stage
// that the input comes from, and why that one ran if it did.
func (p *Plan) changeText(s *Step, c Change) string {
	switch c.Kind {
	case "kind":
		return fmt.Sprintf("version of kind %s changed from %s to %s", c.Name, c.From, c.To)
	case "input":
		text := fmt.Sprintf("input %s changed from %s to %s", c.Name, shortDigests(c.From), shortDigests(c.To))
		i := slices.IndexFunc(s.Node.Inputs, func(in Input) bool { return in.Role == c.Name })
		if i < 0 {
			return text
		}
		from := p.steps[s.Node.Inputs[i].Node]
		text += ", from " + from.Node.Address()
		if from.Why.Reason != "" {
			text += " (" + from.Why.Reason + ")"
		}
		return text
	}
	return fmt.Sprintf("%s %s changed from %s to %s", c.Kind, c.Name, shortDigests(c.From), shortDigests(c.To))
}

// longDigest matches the digests and keys in the value of a recipe line.
var longDigest = regexp.MustCompile(`\b([0-9a-f]{12})[0-9a-f]{52}\b`)

// shortDigests cuts digests down to what a line has room for.
func shortDigests(value string) string { return longDigest.ReplaceAllString(value, "$1") }

func listAddresses(steps []*Step) string {
	const most = 3
	var names []string
	for _, s := range steps {
		if a := s.Node.Address(); !slices.Contains(names, a) {
			names = append(names, a)
		}
	}
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// An Explanation answers `pipe why`.
type Explanation struct {
	Step *Step
	// Why is the reason for the next run of a step that is not cached, and
	// that of the last execution for a cached one. Its Reason is empty where
	// no run record tells of that execution.
	Why Why
	// Executed is the run that made the artifact of a cached step; its Run is
	// nil where no record tells of it.
	Executed PastStage
	// Last is what the newest run says of the address; its Run is nil where
	// there is none.
	Last PastStage
}

// Explain says why the step of an address will run, or why it last ran. It
// returns an *AddressError where the plan has no such step.
func Explain(p *Plan, address string) (*Explanation, error) {
	s := p.Step(address)
	if s == nil {
		return nil, unknownAddress(p.Experiment, "stage", address)
	}
	e := &Explanation{Step: s, Why: s.Why}
	e.Last, _ = p.history.Stage(p.Experiment.Name, address)
	if s.Status != StatusCached {
		return e, nil
	}
	var ok bool
	if e.Executed, ok = p.history.Executed(s.Key); ok {
		e.Why = e.Executed.Stage.Why
	}
	return e, nil
}
