package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

func (a *app) diffCommand() *cobra.Command {
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "diff A B",
		Short: "Compare two runs, stages, artifacts or numbers",
		Long: "Compare two runs by their ids, or the beginning of them, or two stages, numbers or\n" +
			"digests of artifacts. Of runs, the stages where differences begin come first.",
		Args: cobra.ExactArgs(2),
		RunE: a.runE(func(_ context.Context, args []string) error {
			return a.diff(args[0], args[1], exitCode)
		}),
	}
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 3 where the two differ")
	return cmd
}

// diff compares two runs, or two of what resolve finds. What it cannot read is
// in the error, after all that it can.
func (a *app) diff(from, to string, exitCode bool) error {
	store, err := a.openStore()
	if err != nil {
		return err
	}
	was, err := a.side(store, from)
	if err != nil {
		return err
	}
	is, err := a.side(store, to)
	if err != nil {
		return err
	}
	var view *diffView
	switch {
	case was.found == nil && is.found == nil:
		view, err = diffRuns(store, was.run, is.run)
	case was.found != nil && is.found != nil:
		view, err = diffFound(store, was.found, is.found)
	default:
		return usageError("one of %q and %q is a run, and the other is not", from, to)
	}
	if view == nil {
		return err
	}
	if a.json {
		err = errors.Join(err, a.printJSON(view))
	} else {
		a.printDiff(view)
	}
	if err == nil && exitCode && !view.Equal {
		return &exitError{code: exitToDo}
	}
	return err
}

// A side is one of the two that are compared: a run, or something else.
type side struct {
	run   *pipeline.RunRecord
	found *found
}

func (a *app) side(store *artifacts.Store, reference string) (side, error) {
	run, err := a.resolveRun(store, reference)
	if !errors.Is(err, artifacts.ErrNotFound) {
		return side{run: run}, err
	}
	f, err := a.resolve(store, reference)
	return side{found: f}, err
}

// diffRuns compares two runs. It returns what can be read even with an error.
func diffRuns(store *artifacts.Store, from, to *pipeline.RunRecord) (*diffView, error) {
	d := pipeline.DiffRuns(store, from, to)
	view := newDiffView(diffSide{Run: from.ID}, diffSide{Run: to.ID})
	view.Equal, view.Alike = d.Equal(), d.Alike
	view.OnlyFrom, view.OnlyTo = addresses(d.OnlyFrom), addresses(d.OnlyTo)
	for _, t := range d.Texts {
		view.Texts = append(view.Texts, digestDiff{t.Path, t.From, t.To})
	}
	var errs []error
	for _, s := range d.Stages {
		view.Stages = append(view.Stages, stageDiffOf(s))
		if s.SameArtifact() || s.From.Artifact.IsZero() || s.To.Artifact.IsZero() {
			continue
		}
		was, errFrom := store.Artifact(s.From.Artifact)
		is, errTo := store.Artifact(s.To.Artifact)
		err := errors.Join(errFrom, errTo)
		if err == nil {
			err = view.addContents(&found{run: from, stage: s.From, artifact: was}, &found{run: to, stage: s.To, artifact: is})
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.To.Address, err))
		}
	}
	return view, errors.Join(errs...)
}

// diffFound compares two stages, artifacts or numbers. It returns nil where
// they cannot be compared.
func diffFound(store *artifacts.Store, from, to *found) (*diffView, error) {
	if (from.number == "") != (to.number == "") {
		return nil, usageError("one of the two is a number, and the other is not")
	}
	view := newDiffView(sideOf(from), sideOf(to))
	view.Equal = from.artifact.Digest() == to.artifact.Digest()
	view.Files = diffFiles(from.artifact, to.artifact)
	if from.stage != nil && to.stage != nil {
		s := pipeline.DiffStages(store, from.stage, to.stage)
		if !s.Equal() {
			view.Stages = append(view.Stages, stageDiffOf(s))
		}
		view.Equal = s.Equal()
	}
	if from.number == "" {
		return view, view.addContents(from, to)
	}
	m, err := from.find()
	if err != nil {
		return nil, err
	}
	n, err := to.find()
	if err != nil {
		return nil, err
	}
	d, err := stages.DiffNumber(evaluatedOf(from, nil), evaluatedOf(to, nil), m, n)
	view.Numbers = append(view.Numbers, numberDiffOf(to.stage.Address, d))
	view.Equal = m.Reference == n.Reference && m.Value == n.Value && view.Equal
	return view, err
}

// addContents adds how the numbers of two evaluations and the curves of two
// trainings differ.
func (v *diffView) addContents(from, to *found) error {
	was, err := from.numbers()
	if err != nil {
		return err
	}
	is, err := to.numbers()
	if err != nil {
		return err
	}
	if len(was) > 0 && len(is) > 0 {
		diffs, err := stages.DiffNumbers(evaluatedOf(from, was), evaluatedOf(to, is))
		if err != nil {
			return err
		}
		for _, d := range diffs {
			v.Numbers = append(v.Numbers, numberDiffOf(to.stage.Address, d))
		}
	}
	curve, err := stages.DiffCurves(from.artifact, to.artifact)
	if curve != nil {
		v.Curves = append(v.Curves, curveDiffOf(to.name(), curve))
	}
	return err
}

// name is what is printed before what belongs to f.
func (f *found) name() string {
	if f.stage == nil {
		return f.artifact.Digest().Short()
	}
	return f.stage.Address
}

func evaluatedOf(f *found, numbers []stages.Number) stages.Evaluated {
	return stages.Evaluated{Artifact: f.artifact, Numbers: numbers, Documents: func(benchmark string) artifacts.Digest {
		dataset := f.run.Stage(stages.DatasetOf(benchmark, inputsOf(f.run)))
		if dataset == nil {
			return artifacts.Digest{}
		}
		return dataset.Artifact
	}}
}

// diffFiles lists the files that differ, by name.
func diffFiles(from, to *artifacts.Artifact) []digestDiff {
	diffs := []digestDiff{}
	for _, f := range from.Files {
		if g, _ := to.File(f.Name); g.Digest != f.Digest {
			diffs = append(diffs, digestDiff{f.Name, f.Digest, g.Digest})
		}
	}
	for _, g := range to.Files {
		if _, ok := from.File(g.Name); !ok {
			diffs = append(diffs, digestDiff{Name: g.Name, To: g.Digest})
		}
	}
	return diffs
}
