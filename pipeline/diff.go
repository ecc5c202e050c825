package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
)

// A RunDiff is what differs between two runs.
type RunDiff struct {
	Texts            []TextDiff
	OnlyFrom, OnlyTo []*StageRecord
	// Stages are those in both of another recipe or another artifact: where
	// differences begin, and then those that only have them from their inputs.
	Stages []*StageDiff
	Alike  int // stages of the same recipe and artifact
}

// Equal reports whether the two runs are of the same recipes and have the same
// artifacts. Their texts may differ in what no recipe has, such as comments.
func (d *RunDiff) Equal() bool {
	return len(d.OnlyFrom) == 0 && len(d.OnlyTo) == 0 && len(d.Stages) == 0
}

// A TextDiff is a file of the experiment that differs; a digest is zero where
// that run has no such file.
type TextDiff struct {
	Path     string
	From, To artifacts.Digest
}

// A StageDiff is what differs between two stages.
type StageDiff struct {
	From, To *StageRecord
	// Own are the changes of the recipe that begin with the stage. Inherited
	// are those of the bytes of inputs that are the same stages in both.
	Own, Inherited []Change
	// Note says why the recipes cannot be compared, or is empty.
	Note string
	// Causes are the stages where what is inherited began. DiffStages, which
	// sees no other stages, leaves them out.
	Causes []*StageDiff
}

// Equal reports whether the two have the same recipe and the same artifact.
func (d *StageDiff) Equal() bool { return d.From.Key == d.To.Key && d.SameArtifact() }

// SameArtifact reports whether the two have the same bytes, or both none.
func (d *StageDiff) SameArtifact() bool { return d.From.Artifact == d.To.Artifact }

// Begins reports whether something of the difference is the stage's own, or
// nothing else explains it.
func (d *StageDiff) Begins() bool { return len(d.Own) > 0 || len(d.Causes) == 0 }

// DiffRuns compares two runs of a store, which has their recipes.
func DiffRuns(store *artifacts.Store, from, to *RunRecord) *RunDiff {
	d := &RunDiff{Texts: diffTexts(from, to)}
	for i := range from.Stages {
		if s := &from.Stages[i]; to.Stage(s.Address) == nil {
			d.OnlyFrom = append(d.OnlyFrom, s)
		}
	}
	differ := make(map[string]*StageDiff)
	var inOrder []*StageDiff
	for i := range to.Stages {
		s := &to.Stages[i]
		was := from.Stage(s.Address)
		if was == nil {
			d.OnlyTo = append(d.OnlyTo, s)
			continue
		}
		diff := DiffStages(store, was, s)
		if diff.Equal() {
			d.Alike++
			continue
		}
		differ[s.Address] = diff
		inOrder = append(inOrder, diff)
	}
	for _, s := range inOrder { // which is that of the graph
		s.addCauses(differ)
	}
	for _, begins := range []bool{true, false} {
		for _, s := range inOrder {
			if s.Begins() == begins {
				d.Stages = append(d.Stages, s)
			}
		}
	}
	return d
}

func diffTexts(from, to *RunRecord) []TextDiff {
	var diffs []TextDiff
	for _, src := range from.Sources {
		d := TextDiff{Path: src.Path, From: src.Digest}
		if i := slices.IndexFunc(to.Sources, func(o SourceRecord) bool { return o.Path == src.Path }); i >= 0 {
			d.To = to.Sources[i].Digest
		}
		if d.From != d.To {
			diffs = append(diffs, d)
		}
	}
	for _, src := range to.Sources {
		if !slices.ContainsFunc(from.Sources, func(o SourceRecord) bool { return o.Path == src.Path }) {
			diffs = append(diffs, TextDiff{Path: src.Path, To: src.Digest})
		}
	}
	return diffs
}

// DiffStages compares two stages, which may be of one run, of two, and of
// different addresses.
func DiffStages(store *artifacts.Store, from, to *StageRecord) *StageDiff {
	d := &StageDiff{From: from, To: to}
	if from.Key == to.Key {
		return d
	}
	old, err := readRecipe(store, from.Key)
	if err != nil {
		d.Note = fmt.Sprintf("recipe before: %v", err)
		return d
	}
	recipe, err := readRecipe(store, to.Key)
	if err != nil {
		d.Note = fmt.Sprintf("recipe after: %v", err)
		return d
	}
	changes := DiffRecipes(old, recipe)
	for _, c := range changes {
		if d.inherits(c, changes) {
			d.Inherited = append(d.Inherited, c)
		} else {
			d.Own = append(d.Own, c)
		}
	}
	return d
}

// readRecipe returns the recipe of a key. The store has it once the stage has
// ended.
func readRecipe(store *artifacts.Store, key artifacts.Key) (*Recipe, error) {
	if key == (artifacts.Key{}) {
		return nil, errors.New("not known, for an input was not made")
	}
	text, err := store.Recipe(key)
	if errors.Is(err, artifacts.ErrNotFound) {
		return nil, errors.New("not in the store, for nothing was made by it")
	}
	if err != nil {
		return nil, err
	}
	return ParseRecipe(text)
}

// inherits reports whether a change says only what another stage is or made:
// of an input that comes from the same stage in both, of an ancestor, of what
// belongs to an ancestor that is new or gone, or of a file that an ancestor made
// something else of.
func (d *StageDiff) inherits(c Change, all []Change) bool {
	switch c.Kind {
	case "input":
		from := d.From.input(c.Name)
		return from != "" && from == d.To.input(c.Name)
	case "ancestor":
		return true
	case "label", "edge", "read":
		return slices.ContainsFunc(all, func(a Change) bool {
			return a.Kind == "ancestor" && (c.Kind == "read" || a.From == absent(a.Kind) || a.To == absent(a.Kind)) &&
				strings.HasPrefix(c.Name, a.Name+".")
		})
	}
	return false
}

// Sources returns the addresses that a changed input comes from, before and
// now; "" where there is none.
func (d *StageDiff) Sources(c Change) (from, to string) {
	if c.Kind != "input" {
		return "", ""
	}
	return d.From.input(c.Name), d.To.input(c.Name)
}

// sources returns the addresses of the stages that d has differences from. Of
// a stage without a recipe, all its inputs may be.
func (d *StageDiff) sources() []string {
	var addresses []string
	for _, c := range d.Inherited {
		switch c.Kind {
		case "input":
			addresses = append(addresses, d.To.input(c.Name))
		case "ancestor":
			addresses = append(addresses, c.Name)
		}
	}
	if d.Note != "" {
		for _, in := range d.To.Inputs {
			addresses = append(addresses, in.Address)
		}
	}
	return addresses
}

// addCauses finds where the inherited differences began. The stages that d
// stands on have their causes already.
func (d *StageDiff) addCauses(differ map[string]*StageDiff) {
	for _, address := range d.sources() {
		t := differ[address]
		if t == nil {
			continue
		}
		behind := t.Causes
		if t.Begins() {
			behind = append(slices.Clone(behind), t)
		}
		for _, c := range behind {
			if !slices.Contains(d.Causes, c) {
				d.Causes = append(d.Causes, c)
			}
		}
	}
}
