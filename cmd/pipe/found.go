package main

import (
	"slices"
	"strings"

	"pipe/stages"
)

// results returns what a reference stands for: a claim, an ablation, a
// contamination, what evaluations found in a benchmark or suite, or numbers and
// means of an evaluation; none where it has nothing of the kind.
func (f *found) results() ([]result, error) {
	if f.stage == nil {
		return nil, nil
	}
	switch f.artifact.Kind {
	case stages.EvaluateKind:
		return f.evaluated()
	case stages.SuiteKind, stages.BenchmarkKind:
		return f.asked()
	}
	if f.number != "" {
		return nil, nil // what follows has no parts
	}
	r := result{Reference: f.stage.Address}
	var err error
	switch inputs := inputsOf(f.run); f.artifact.Kind {
	case stages.ClaimKind:
		r.Claim, err = f.verdict()
	case stages.AblationKind:
		r.Ablation, err = stages.ReadAblation(r.Reference, f.artifact, inputs)
	case stages.ContaminationKind:
		r.Contamination, err = stages.ReadContamination(r.Reference, f.artifact, inputs)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []result{r}, nil
}

// evaluated returns the numbers of an evaluation and the means of its suites, or
// the one that the reference names.
func (f *found) evaluated() ([]result, error) {
	numbers, err := f.numbers()
	if err != nil {
		return nil, err
	}
	var all []result
	for _, n := range numbers {
		all = append(all, resultOf(n))
	}
	all = append(all, f.suites(numbers)...)
	return slices.DeleteFunc(all, func(r result) bool { return f.number != "" && r.Reference != f.part() }), nil
}

// part is how the reference is written where it names a part of a stage.
func (f *found) part() string { return f.stage.Address + "." + f.number }

// verdict returns what the claim that a reference means says; nil where it
// means none.
func (f *found) verdict() (*stages.Verdict, error) {
	if f.stage == nil || f.artifact.Kind != stages.ClaimKind {
		return nil, nil
	}
	return stages.ReadVerdict(f.stage.Address, f.artifact, inputsOf(f.run))
}

// numbers returns the numbers of the evaluation that a reference means.
func (f *found) numbers() ([]stages.Number, error) {
	if f.stage == nil || f.artifact.Kind != stages.EvaluateKind {
		return nil, nil
	}
	return stages.Numbers(f.stage.Address, f.artifact, inputsOf(f.run))
}

// find returns the number that a reference names; nil where it names a stage.
func (f *found) find() (*stages.Number, error) {
	if f.number == "" {
		return nil, nil
	}
	numbers, err := f.numbers()
	if err != nil {
		return nil, err
	}
	var have []string
	for i, n := range numbers {
		if n.Reference == f.part() {
			return &numbers[i], nil
		}
		have = append(have, n.Reference)
	}
	for _, r := range f.suites(numbers) {
		have = append(have, r.Reference)
	}
	return nil, usageError("%s has no number %q; it has:\n  %s", f.stage.Address, f.number, strings.Join(have, "\n  "))
}
