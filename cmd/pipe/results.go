package main

import (
	"errors"
	"fmt"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// A result is a number as listings show it.
type result struct {
	Reference string  `json:"reference"`
	Value     float64 `json:"value"`
	HasValue  bool    `json:"has_value"`
	StdErr    float64 `json:"stderr"`
	N         int64   `json:"n"`
	Chance    float64 `json:"chance"`
	HasChance bool    `json:"has_chance"`
	Truncated int64   `json:"truncated"` // prompts cut to the context, of asked
	Asked     int64   `json:"asked"`
	Samples   string  `json:"samples"`
}

func resultOf(n stages.Number) result {
	v := n.Value
	return result{
		Reference: n.Reference, Value: v.Value, HasValue: v.HasValue, StdErr: v.StdErr, N: v.N,
		Chance: v.Chance, HasChance: v.HasChance, Truncated: v.Truncated, Asked: v.Asked, Samples: n.Samples.Digest.String(),
	}
}

func (r result) String() string {
	text := fmt.Sprintf("%-52s", r.Reference)
	if !r.HasValue {
		return text + "  no value"
	}
	text += fmt.Sprintf(" %9.4f", r.Value)
	if r.StdErr > 0 {
		text += fmt.Sprintf(" ± %.4f", r.StdErr)
	}
	text += fmt.Sprintf("  n = %d", r.N)
	if r.HasChance {
		text += fmt.Sprintf("  chance %.4f", r.Chance)
	}
	if r.Truncated > 0 {
		text += fmt.Sprintf("  %d of %d prompts cut to the context", r.Truncated, r.Asked)
	}
	return text
}

// lsResults lists every number of the runs' evaluations. What it cannot read
// is in the error.
func (a *app) lsResults(store *artifacts.Store, runs []*pipeline.RunRecord) error {
	results := []result{}
	var errs []error
	for _, run := range runs {
		for i := range run.Stages {
			numbers, err := numbersOf(store, run, &run.Stages[i])
			if err != nil && !errors.Is(err, artifacts.ErrNotFound) {
				errs = append(errs, fmt.Errorf("%s: %w", run.Stages[i].Address, err))
			}
			for _, n := range numbers {
				results = append(results, resultOf(n))
			}
		}
	}
	if a.json {
		return errors.Join(append(errs, a.printJSON(results))...)
	}
	for _, r := range results {
		fmt.Fprintln(a.stdout, r)
	}
	return errors.Join(errs...)
}

// numbersOf returns the numbers of a stage; none where it is no evaluation.
func numbersOf(store *artifacts.Store, run *pipeline.RunRecord, s *pipeline.StageRecord) ([]stages.Number, error) {
	if s.Kind != stages.EvaluateKind || s.Artifact.IsZero() {
		return nil, nil
	}
	artifact, err := store.Artifact(s.Artifact)
	if err != nil {
		return nil, err
	}
	return stages.Numbers(s.Address, artifact, inputsOf(run))
}

func (a *app) lsFiles(store *artifacts.Store) error {
	files, err := store.Added() // what can be read is listed before the rest is an error
	if a.json {
		return errors.Join(a.printJSON(append([]artifacts.AddedFile{}, files...)), err)
	}
	for _, f := range files {
		fmt.Fprintf(a.stdout, "%s  %10d  %s\n", f.Digest, f.Bytes, f.Name)
	}
	return err
}
