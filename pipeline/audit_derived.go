package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"pipe/artifacts"
)

// checkDerived makes again what follows from its inputs at once.
func (a *Auditor) checkDerived(ctx context.Context) (c AuditCheck, err error) {
	c = NewCheck("derived", "what follows from its inputs at once, made again and compared bit by bit")
	if a.Past == nil {
		return c, nil
	}
	dir, err := os.MkdirTemp("", "pipe-audit-*")
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	scratch, err := artifacts.Open(dir)
	if err != nil {
		return c, err
	}
	for _, s := range a.plan.Steps {
		derived, ok := s.Node.Config.(Derived)
		if !ok || !derived.Derived() || s.Artifact.IsZero() || a.otherVersion(s) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return c, err
		}
		c.Checked++
		again, err := a.remake(ctx, s, scratch)
		if err != nil {
			c.Fail(s.Node.Address(), remedyRun, "it cannot be made again: %v", err)
		} else if again.Digest() != s.Artifact {
			c.Fail(s.Node.Address(), "the artifact is not what the recipe gives; do not trust it",
				"its inputs give artifact %s, and the run records %s%s", again.Digest().Short(), s.Artifact.Short(), differentFiles(a.Store, s.Artifact, again))
		}
	}
	return c, nil
}

// otherVersion reports whether a step was made by another version of its kind.
func (a *Auditor) otherVersion(s *Step) bool {
	text, err := a.Store.Recipe(s.Key)
	if err != nil {
		return false
	}
	kind := fmt.Sprintf("\nkind %s %d\n", s.Node.Kind.Name, s.Node.Kind.Version)
	return !strings.Contains(text, kind)
}

// remake runs a stage on what the run recorded of its inputs.
func (a *Auditor) remake(ctx context.Context, s *Step, scratch *artifacts.Store) (*artifacts.Artifact, error) {
	stage := &Stage{
		Out: scratch.NewArtifact(s.Node.Kind.Name), Scratch: scratch.Scratch(s.Key), Workers: 1,
		node: s.Node, inputs: make(map[*Node]*artifacts.Artifact), pins: s.pins, store: a.Store, ancestors: a.plan.ancestors(s),
		recipe: a.plan.recipe(s), notes: &notes{},
	}
	for _, in := range s.Node.Inputs {
		artifact, err := a.Store.Artifact(a.plan.steps[in.Node].Artifact)
		if err != nil {
			return nil, fmt.Errorf("read input %s: %w", in.Node.Address(), err)
		}
		stage.inputs[in.Node] = artifact
	}
	if err := runProtected(ctx, s.Node.Config, stage); err != nil {
		return nil, err
	}
	return stage.output()
}

// differentFiles names the files in which a recorded artifact differs from
// another.
func differentFiles(store *artifacts.Store, recorded artifacts.Digest, again *artifacts.Artifact) string {
	was, err := store.Artifact(recorded)
	if err != nil {
		return ""
	}
	text := ""
	for _, name := range DifferentFiles(was, again) {
		text += fmt.Sprintf("; %s differs", name)
	}
	return text
}

// DifferentFiles returns the names of files that only one of two artifacts
// has, or that are not the same in both, sorted.
func DifferentFiles(a, b *artifacts.Artifact) []string {
	var names []string
	for _, f := range a.Files {
		if g, ok := b.File(f.Name); !ok || g.Digest != f.Digest {
			names = append(names, f.Name)
		}
	}
	for _, g := range b.Files {
		if _, ok := a.File(g.Name); !ok {
			names = append(names, g.Name)
		}
	}
	slices.Sort(names)
	return names
}
