package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

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
	Unscored  int64   `json:"unscored"`  // prompts with a choice of which only the end was scored, of asked
	Unread    int64   `json:"unread"`    // prompts with an answer of which the judge read only the beginning, of asked
	Asked     int64   `json:"asked"`
	Leaked    int64   `json:"leaked"` // prompts that showed their own answer, of asked
	Samples   string  `json:"samples"`
	Varies    string  `json:"varies,omitempty"` // why another honest run may give other bits

	Suite *stages.SuiteMean `json:"suite,omitempty"` // of a mean of a suite's members

	// Of a claim, an ablation and a contamination, which have none of the above but
	// their address.
	Claim         *stages.Verdict             `json:"claim,omitempty"`
	Ablation      *stages.AblationResult      `json:"ablation,omitempty"`
	Contamination *stages.ContaminationResult `json:"contamination,omitempty"`
}

func resultOf(n stages.Number) result {
	v := n.Value
	return result{
		Reference: n.Reference, Value: v.Value, HasValue: v.HasValue, StdErr: v.StdErr, N: v.N,
		Chance: v.Chance, HasChance: v.HasChance, Truncated: v.Truncated, Unscored: v.Unscored, Unread: v.Unread, Asked: v.Asked, Leaked: v.Leaked, Samples: n.Samples.Digest.String(),
		Varies: n.Varies,
	}
}

func (r result) String() string {
	if r.Claim != nil {
		return claimText(r.Claim)
	}
	if r.Ablation != nil {
		return ablationText(r.Ablation)
	}
	if r.Contamination != nil {
		return contaminationText(r.Contamination)
	}
	text := fmt.Sprintf("%-52s", r.Reference)
	if !r.HasValue && r.Suite != nil {
		return text + "  no mean " + suiteText(r.Suite)
	}
	if !r.HasValue {
		return text + "  no value"
	}
	text += fmt.Sprintf(" %9.4f", r.Value)
	if r.StdErr > 0 {
		text += fmt.Sprintf(" ± %.4f", r.StdErr)
	}
	text += fmt.Sprintf("  n = %d", r.N)
	if r.Suite != nil {
		text += "  " + suiteText(r.Suite)
	}
	if r.HasChance {
		text += fmt.Sprintf("  chance %.4f", r.Chance)
	}
	if r.Unscored > 0 {
		text += fmt.Sprintf("  %d of %d prompts with a choice longer than the context, of which only the end is scored", r.Unscored, r.Asked)
	}
	if r.Unread > 0 {
		text += fmt.Sprintf("  %d of %d prompts with an answer longer than the judge's context, of which it read only the beginning", r.Unread, r.Asked)
	}
	if r.Truncated > 0 {
		text += fmt.Sprintf("  %d of %d prompts cut to the context", r.Truncated, r.Asked)
	}
	if r.Leaked > 0 {
		text += fmt.Sprintf("  %d of %d prompts with their own answer among the shots", r.Leaked, r.Asked)
	}
	if r.Varies != "" {
		text += "  not reproducible to the bit: " + r.Varies
	}
	return text
}

// claimText says whether a claim holds, and on what it stands.
func claimText(v *stages.Verdict) string {
	text := fmt.Sprintf("%-52s %s: %s\n  that %s", v.Claim, v.Word(), v.Says, v.That)
	if v.Note != "" {
		text += "\n  but " + v.Note
	}
	for _, n := range v.Numbers {
		value := "no value"
		if n.HasValue {
			value = strconv.FormatFloat(n.Value, 'g', -1, 64)
		}
		text += fmt.Sprintf("\n    %-48s %s", n.Reference, value)
	}
	return text
}

// lsResults lists every number of the runs' evaluations and every mean of their
// suites, every ablation, every
// contamination and every claim. What it cannot read is in the error.
func (a *app) lsResults(store *artifacts.Store, runs []*pipeline.RunRecord) error {
	results := []result{}
	var errs []error
	for _, run := range runs {
		means := meansIn(store, run)
		for i := range run.Stages {
			more, err := resultsOf(store, run, &run.Stages[i], means)
			if err != nil && !errors.Is(err, artifacts.ErrNotFound) {
				errs = append(errs, fmt.Errorf("%s: %w", run.Stages[i].Address, err))
			}
			results = append(results, more...)
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

// resultsOf returns the results of a stage; none where its kind has none.
func resultsOf(
	store *artifacts.Store, run *pipeline.RunRecord, s *pipeline.StageRecord, means func(suite string) (string, error),
) ([]result, error) {
	kinds := []string{stages.EvaluateKind, stages.ClaimKind, stages.AblationKind, stages.ContaminationKind}
	if !slices.Contains(kinds, s.Kind) || s.Artifact.IsZero() {
		return nil, nil
	}
	artifact, err := store.Artifact(s.Artifact)
	if err != nil {
		return nil, err
	}
	return (&found{store: store, run: run, stage: s, artifact: artifact, means: means}).results()
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
