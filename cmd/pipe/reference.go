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
