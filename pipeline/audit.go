package pipeline

import (
	"context"
	"fmt"
	"os"
	"slices"

	"pipe/artifacts"
)

// An Audit is what became of holding a run against everything that it stands
// on.
type Audit struct {
	Run        string       `json:"run"`
	Experiment string       `json:"experiment"`
	Path       string       `json:"path"`
	Status     RunStatus    `json:"status"`
	Changed    []string     `json:"changed"` // files of the experiment that are other ones on disk now
	Checks     []AuditCheck `json:"checks"`
}

// An AuditCheck is one class of what was checked.
type AuditCheck struct {
	Name     string         `json:"name"`
	What     string         `json:"what"` // was held against what
	Checked  int            `json:"checked"`
	Failures []AuditFailure `json:"failures"`
	// Unchecked says of what could not be checked why, and is no failure.
	Unchecked []AuditFailure `json:"unchecked"`
}

// An AuditFailure is something that does not hold.
type AuditFailure struct {
	Where   string `json:"where"` // a stage, a number, a file
	Problem string `json:"problem"`
	Remedy  string `json:"remedy,omitempty"`
}

// Fail notes a failure.
func (c *AuditCheck) Fail(where, remedy, format string, args ...any) {
	c.Failures = append(c.Failures, AuditFailure{where, fmt.Sprintf(format, args...), remedy})
}

// Failures counts what does not hold.
func (a *Audit) Failures() int {
	n := 0
	for _, c := range a.Checks {
		n += len(c.Failures)
	}
	return n
}

// NewCheck returns a check without a finding.
func NewCheck(name, what string) AuditCheck {
	return AuditCheck{Name: name, What: what, Failures: []AuditFailure{}, Unchecked: []AuditFailure{}}
}

// What to do about what does not hold.
const (
	remedyRun    = "`pipe run` makes it again"
	remedyRecord = "the record is not what the run wrote; do not trust its numbers"
)

// An Auditor holds one run against the store.
type Auditor struct {
	Store *artifacts.Store
	Run   *RunRecord
	// Past is the experiment as the run read it, or nil where this program
	// does not accept its texts.
	Past *Experiment

	pastErr error
	plan    *Plan // of the past experiment, with what the run recorded
}

// NewAuditor loads the experiment of a run from what the store keeps of it.
func NewAuditor(store *artifacts.Store, kinds *Kinds, run *RunRecord) *Auditor {
	a := &Auditor{Store: store, Run: run}
	if a.Past, a.pastErr = LoadPast(store, kinds, run); a.Past != nil {
		a.plan = recordedPlan(store, a.Past, run)
	}
	return a
}

// recordedPlan returns a plan in which each step has the artifact that the run
// recorded, and pins the bytes that its recipe names.
func recordedPlan(store *artifacts.Store, exp *Experiment, run *RunRecord) *Plan {
	p := &Plan{Experiment: exp, store: store, steps: make(map[*Node]*Step), history: NewHistory(store)}
	for _, n := range exp.Nodes {
		s := &Step{Node: n, position: len(p.Steps), pins: map[string]artifacts.Digest{}, observed: map[string]string{}}
		if r := run.Stage(n.Address()); r != nil {
			s.Key, s.Artifact = r.Key, r.Artifact
			n.pinned = recordedPins(store, r.Key)
		}
		if pinned, ok := n.Config.(Pinned); ok {
			for _, pin := range pinned.Pins() {
				if !pin.hasDigest() {
					s.observed[pin.Attribute] = "" // what a tool said is in the recipe alone
					continue
				}
				s.pins[pin.Attribute] = n.pinned[pin.Attribute]
				if d, err := artifacts.ParseDigest(pin.SHA256); err == nil {
					s.pins[pin.Attribute] = d
				}
			}
		}
		p.Steps = append(p.Steps, s)
		p.steps[n] = s
	}
	return p
}

// recordedPins returns the digests of pinned bytes in a recipe.
func recordedPins(store *artifacts.Store, k artifacts.Key) map[string]artifacts.Digest {
	pins := make(map[string]artifacts.Digest)
	text, err := store.Recipe(k)
	if err != nil {
		return pins
	}
	recipe, err := ParseRecipe(text)
	if err != nil {
		return pins
	}
	for _, l := range recipe.lines {
		if d, err := artifacts.ParseDigest(l.value); err == nil && l.what == "file" {
			pins[l.name] = d
		}
	}
	return pins
}

// Check runs the checks of this package: of texts, recipes, links, bytes,
// pinned files, and of what can be made again at once.
func (a *Auditor) Check(ctx context.Context) (*Audit, error) {
	audit := &Audit{
		Run: a.Run.ID, Experiment: a.Run.Experiment, Path: a.Run.Path, Status: a.Run.Status, Changed: []string{},
	}
	for _, src := range a.Run.Sources {
		if data, err := os.ReadFile(src.Path); err == nil && artifacts.Sum(data) != src.Digest {
			audit.Changed = append(audit.Changed, src.Path)
		}
	}
	for _, check := range []func(context.Context) (AuditCheck, error){
		a.checkTexts, a.checkRecipes, a.checkLinks, a.checkBytes, a.checkFiles, a.checkDerived,
	} {
		c, err := check(ctx)
		if err != nil {
			return nil, fmt.Errorf("audit: %s: %w", c.Name, err)
		}
		audit.Checks = append(audit.Checks, c)
	}
	return audit, nil
}

// checkTexts reads the texts of the experiment.
func (a *Auditor) checkTexts(context.Context) (AuditCheck, error) {
	c := NewCheck("texts", "the files of the experiment, against their digests")
	for _, src := range a.Run.Sources {
		c.Checked++
		if _, err := a.Store.ReadObject(src.Digest); err != nil {
			c.Fail(src.Path, "put the text that the run read back with `pipe add`", "%v", err)
		}
	}
	if a.pastErr != nil && len(c.Failures) == 0 {
		c.Unchecked = append(c.Unchecked, AuditFailure{a.Run.Path, "this program does not accept the text of the run: " + a.pastErr.Error(), ""})
	}
	return c, nil
}

// checkRecipes holds each key against its recipe, and each recipe against the
// text that declares the stage and against what the run recorded of its
// inputs.
func (a *Auditor) checkRecipes(context.Context) (AuditCheck, error) {
	c := NewCheck("recipes", "key to recipe, and recipe to the text and the inputs of the stage")
	for i := range a.Run.Stages {
		s := &a.Run.Stages[i]
		if s.Artifact.IsZero() {
			continue
		}
		c.Checked++
		text, err := a.Store.Recipe(s.Key)
		if err != nil {
			c.Fail(s.Address, remedyRun, "%v", err)
			continue
		}
		recipe, err := ParseRecipe(text)
		if key := artifacts.Key(artifacts.Sum([]byte(text))); err != nil || key != s.Key {
			c.Fail(s.Address, remedyRun, "key %s has a recipe whose digest is %s", s.Key, key)
			continue
		}
		a.checkInputs(&c, s, recipe)
		a.checkDeclaration(&c, s, recipe)
	}
	return c, nil
}

// checkInputs holds the inputs of a recipe against what the run recorded.
func (a *Auditor) checkInputs(c *AuditCheck, s *StageRecord, recipe *Recipe) {
	for _, l := range recipe.lines {
		from := ""
		switch l.what {
		case "input":
			from = s.input(l.name)
		case "ancestor":
			from = l.name
		default:
			continue
		}
		in := a.Run.Stage(from)
		if in == nil {
			c.Fail(s.Address, remedyRecord, "its recipe has %s %s, which the run does not record", l.what, l.name)
		} else if in.Artifact.String() != l.value {
			c.Fail(s.Address, remedyRecord, "its recipe has %s %s as %s, and the run records that %s is %s", l.what, l.name, l.value, from, in.Artifact)
		}
	}
}

// checkDeclaration makes the recipe again from the text that the run read.
func (a *Auditor) checkDeclaration(c *AuditCheck, s *StageRecord, recipe *Recipe) {
	if a.plan == nil {
		return
	}
	step := a.plan.Step(s.Address)
	if step == nil {
		c.Fail(s.Address, remedyRecord, "the text of the run declares no such stage")
		return
	}
	changes := slices.DeleteFunc(DiffRecipes(recipe, a.plan.recipe(step)), func(c Change) bool { return c.Kind == "observed" })
	if len(changes) == 0 {
		return
	}
	first := changes[0]
	if i := slices.IndexFunc(changes, func(ch Change) bool { return ch.Kind == "kind" }); i >= 0 {
		c.Unchecked = append(c.Unchecked, AuditFailure{s.Address,
			fmt.Sprintf("it was made by version %s of %s, and this program has version %s", changes[i].From, changes[i].Name, changes[i].To), ""})
		return
	}
	c.Fail(s.Address, remedyRecord, "its recipe has %s %s as %s, and the text of the run gives %s", first.Kind, first.Name, first.From, first.To)
}

// checkLinks holds the index against what the run recorded.
func (a *Auditor) checkLinks(context.Context) (AuditCheck, error) {
	c := NewCheck("links", "key to artifact, against the record")
	for _, s := range a.Run.Stages {
		if s.Artifact.IsZero() {
			continue
		}
		c.Checked++
		entry, err := a.Store.Lookup(s.Key)
		switch {
		case unusable(err):
			c.Fail(s.Address, remedyRun, "%v", err)
		case err != nil:
			return c, err
		case entry.Artifact != s.Artifact:
			c.Fail(s.Address, "`pipe audit --replay` finds out which of the two the recipe gives",
				"key %s is bound to artifact %s, and the run records %s", s.Key.Short(), entry.Artifact, s.Artifact)
		}
	}
	return c, nil
}

// checkBytes reads every byte of every artifact.
func (a *Auditor) checkBytes(ctx context.Context) (AuditCheck, error) {
	c := NewCheck("bytes", "every file of every artifact, against its digest")
	seen := make(map[artifacts.Digest]bool)
	for _, s := range a.Run.Stages {
		if s.Artifact.IsZero() || seen[s.Artifact] {
			continue
		}
		seen[s.Artifact] = true
		manifest, err := a.Store.ReadObject(s.Artifact)
		if err != nil {
			c.Checked++
			c.Fail(s.Address, remedyRun, "its manifest: %v", err)
			continue
		}
		c.Checked++
		artifact, err := a.Store.Artifact(s.Artifact)
		if err != nil || artifacts.Sum(manifest) != s.Artifact {
			c.Fail(s.Address, remedyRun, "its manifest: %v", err)
			continue
		}
		for _, f := range artifact.Files {
			if err := ctx.Err(); err != nil {
				return c, err
			}
			c.Checked++
			if _, err := artifact.Read(f.Name); err != nil {
				c.Fail(s.Address, remedyRun, "%v", err)
			}
		}
	}
	return c, nil
}

// checkFiles hashes the pinned files that are at hand.
func (a *Auditor) checkFiles(ctx context.Context) (AuditCheck, error) {
	c := NewCheck("files", "files that the stages read, where they are at hand, against the digests in the recipes")
	if a.Past == nil {
		return c, nil
	}
	for _, s := range a.plan.Steps {
		pinned, ok := s.Node.Config.(Pinned)
		if !ok || s.Artifact.IsZero() {
			continue
		}
		for _, pin := range pinned.Pins() {
			if err := ctx.Err(); err != nil {
				return c, err
			}
			if pin.hasDigest() {
				a.checkFile(&c, s, pin)
			}
		}
	}
	return c, nil
}

func (a *Auditor) checkFile(c *AuditCheck, s *Step, pin Pin) {
	want := s.pins[pin.Attribute]
	where := s.Node.Address() + " " + pin.Source
	if a.Store.HasObject(want) {
		c.Checked++
		if _, err := a.Store.ReadObject(want); err != nil {
			c.Fail(where, "`pipe add` the file that the run read", "%v", err)
		}
		return
	}
	got, err := DigestPath(s.Node.resolvePath(pin.Source))
	switch {
	case err != nil:
		c.Unchecked = append(c.Unchecked, AuditFailure{where, "it is neither in the store nor on disk", "`pipe add` keeps what a replay needs"})
	case got != want:
		c.Checked++
		c.Fail(where, "`pipe run` uses the file as it is now; `pipe add` the one that the run read to keep it", "its digest is %s now, and was %s", got, want)
	default:
		c.Checked++
	}
}
