package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// A found is what a reference on the command line stands for.
type found struct {
	store    *artifacts.Store
	run      *pipeline.RunRecord   // the newest that knows the stage
	stage    *pipeline.StageRecord // nil for a digest that no run knows
	number   string                // rest of the reference beyond the stage: "capitals.acc"
	artifact *artifacts.Artifact
	means    func(suite string) (string, error) // how the suites of the run are averaged
}

// minDigest is how many hexadecimal digits make a digest.
const minDigest = 6

// unquotedKey matches a key that has lost its quotes to the shell. Brackets
// behind others are those of a seed, which has none.
var unquotedKey = regexp.MustCompile(`([^]])\[([^]["]+)\]`)

// quoteKeys returns an address as the file writes it: finetune.lr["low"] for
// finetune.lr[low], and ablation.heads["many"][2] for ablation.heads[many][2].
// One with quotes is as the file writes it.
func quoteKeys(address string) string {
	if strings.Contains(address, `"`) {
		return address
	}
	return unquotedKey.ReplaceAllString(address, `$1["$2"]`)
}

// quoteAllKeys is quoteKeys for each of several addresses.
func quoteAllKeys(addresses []string) []string {
	quoted := make([]string, len(addresses))
	for i, address := range addresses {
		quoted[i] = quoteKeys(address)
	}
	return quoted
}

// minRun is how many characters make the beginning of a run's id: the date and
// the T after it, which no digest has.
const minRun = len("20060102T")

// resolveRun finds the run that a reference stands for, its id or the beginning
// of it. It returns artifacts.ErrNotFound where there is none.
func (a *app) resolveRun(store *artifacts.Store, reference string) (*pipeline.RunRecord, error) {
	run, err := pipeline.LoadRun(store, reference)
	if !errors.Is(err, artifacts.ErrNotFound) || len(reference) < minRun {
		return run, err
	}
	ids, listErr := store.RecordIDs()
	if listErr != nil {
		return nil, listErr
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return !strings.HasPrefix(id, reference) })
	switch len(ids) {
	case 0:
		return nil, err
	case 1:
		return pipeline.LoadRun(store, ids[0])
	}
	return nil, usageError("%d runs begin with %q; name one of\n  %s", len(ids), reference, strings.Join(ids, "\n  "))
}

// resolve finds what a reference stands for: a stage ("pretrain.base"), a
// number ("evaluate.base.capitals.acc"), or the beginning of an artifact's
// digest.
func (a *app) resolve(store *artifacts.Store, reference string) (*found, error) {
	reference = quoteKeys(reference)
	runs, err := pipeline.Runs(store)
	if err != nil && len(runs) == 0 {
		return nil, err
	}
	for _, run := range runs {
		for i := range run.Stages {
			s := &run.Stages[i]
			rest, ok := matchStage(s, reference)
			if !ok || s.Artifact.IsZero() {
				continue
			}
			artifact, err := store.Artifact(s.Artifact)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.Address, err)
			}
			return &found{store, run, s, rest, artifact, meansIn(store, run)}, nil
		}
	}
	if d, err := artifacts.ParseDigest(reference); err == nil {
		artifact, err := store.Artifact(d)
		if err == nil {
			return &found{artifact: artifact}, nil
		}
		if !errors.Is(err, artifacts.ErrNotFound) {
			return nil, err
		}
	}
	if keyed := keyedStages(runs, reference); len(keyed) > 0 {
		return nil, usageError("%s has several instances; name one of %s", reference, strings.Join(keyed, ", "))
	}
	return nil, usageError("nothing in the store is called %q; `pipe ls` lists what there is", reference)
}

// matchStage reports whether a reference means a stage or something in it;
// rest is what follows the address.
func matchStage(s *pipeline.StageRecord, reference string) (rest string, ok bool) {
	if reference == s.Address {
		return "", true
	}
	if rest, ok := strings.CutPrefix(reference, s.Address+"."); ok {
		return rest, true
	}
	hex := strings.TrimPrefix(reference, "sha256:")
	return "", len(hex) >= minDigest && strings.HasPrefix(strings.TrimPrefix(s.Artifact.String(), "sha256:"), hex)
}

// keyedStages returns the addresses that a reference means where it lacks their
// key: those of the newest run that has any.
func keyedStages(runs []*pipeline.RunRecord, reference string) []string {
	var keyed []string
	for _, run := range runs {
		for _, s := range run.Stages {
			if pipeline.ParseAddress(s.Address).Block() == reference && !s.Artifact.IsZero() {
				keyed = append(keyed, s.Address)
			}
		}
		if len(keyed) > 0 {
			break
		}
	}
	return keyed
}

// inputsOf returns the inputs of stages as a run record knows them.
func inputsOf(run *pipeline.RunRecord) stages.Inputs {
	return func(address string) []pipeline.AncestorInput {
		s := run.Stage(address)
		if s == nil {
			return nil
		}
		inputs := make([]pipeline.AncestorInput, len(s.Inputs))
		for i, in := range s.Inputs {
			inputs[i] = pipeline.AncestorInput{Role: in.Role, Address: in.Address}
		}
		return inputs
	}
}

// results returns what a reference means: a claim, an ablation, a contamination,
// or numbers of an evaluation.
func (f *found) results() ([]result, error) {
	claim, err := f.verdict()
	if err != nil {
		return nil, err
	}
	if claim != nil && f.number == "" {
		return []result{{Reference: claim.Claim, Claim: claim}}, nil
	}
	if f.stage != nil && f.artifact.Kind == stages.AblationKind && f.number == "" {
		ablation, err := stages.ReadAblation(f.stage.Address, f.artifact, inputsOf(f.run))
		return []result{{Reference: f.stage.Address, Ablation: ablation}}, err
	}
	if f.stage != nil && f.artifact.Kind == stages.ContaminationKind && f.number == "" {
		found, err := stages.ReadContamination(f.stage.Address, f.artifact, inputsOf(f.run))
		return []result{{Reference: f.stage.Address, Contamination: found}}, err
	}
	if f.stage != nil && (f.artifact.Kind == stages.SuiteKind || f.artifact.Kind == stages.BenchmarkKind) {
		return f.asked()
	}
	numbers, err := f.numbers()
	if err != nil || f.stage == nil {
		return nil, err
	}
	all := make([]result, len(numbers))
	for i, n := range numbers {
		all[i] = resultOf(n)
	}
	all = append(all, f.suites(numbers)...)
	return slices.DeleteFunc(all, func(r result) bool {
		return f.number != "" && r.Reference != f.stage.Address+"."+f.number
	}), nil
}

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
		if n.Reference == f.stage.Address+"."+f.number {
			return &numbers[i], nil
		}
		have = append(have, n.Reference)
	}
	for _, r := range f.suites(numbers) {
		have = append(have, r.Reference)
	}
	return nil, usageError("%s has no number %q; it has:\n  %s", f.stage.Address, f.number, strings.Join(have, "\n  "))
}
