package main

import (
	"cmp"
	"fmt"
	"sync"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// meansIn returns how the suites of a run are averaged. Artifacts do not say it,
// as it changes no question: the text that the run read does.
func meansIn(store *artifacts.Store, run *pipeline.RunRecord) func(suite string) (string, error) {
	past := sync.OnceValues(func() (*pipeline.Experiment, error) {
		return pipeline.LoadPast(store, stages.Kinds(), run)
	})
	return func(suite string) (string, error) {
		exp, err := past()
		if err != nil {
			return "", fmt.Errorf("how %s is averaged is not known: %w", suite, err)
		}
		n := exp.Node(suite)
		if n == nil {
			return "", fmt.Errorf("how %s is averaged is not known: the text of run %s has no such stage", suite, run.ID)
		}
		return stages.MeanOf(n), nil
	}
}

// suites returns the means of the suites that an evaluation with these numbers
// asks. Where it is not known how they are averaged, they say so.
func (f *found) suites(numbers []stages.Number) []result {
	var unknown error
	means := stages.SuiteMeans(f.stage.Address, numbers, inputsOf(f.run), func(suite string) string {
		mean, err := f.means(suite)
		unknown = cmp.Or(unknown, err)
		return mean
	})
	var results []result
	for _, m := range means {
		if unknown != nil {
			m = stages.SuiteMean{Suite: m.Suite, Members: m.Members, N: m.N, Metrics: m.Metrics, Note: unknown.Error()}
		}
		r := result{
			Reference: f.stage.Address + "." + pipeline.ParseAddress(m.Suite).Short(), HasValue: m.HasValue, N: m.N, Varies: m.Varies, Suite: &m,
		}
		r.Value, r.StdErr = m.Value()
		results = append(results, r)
	}
	return results
}

// suiteText says what was averaged, or why nothing is.
func suiteText(m *stages.SuiteMean) string {
	members := "1 member"
	if m.Members != 1 {
		members = fmt.Sprintf("%d members", m.Members)
	}
	if m.Note != "" {
		return fmt.Sprintf("of %s: %s", members, m.Note)
	}
	return fmt.Sprintf("%s mean of %s", m.Mean, members)
}

// asked returns the results of all evaluations of the run that ask the benchmark
// or suite which was found: its mean, those of suites within it, and the numbers
// of its benchmarks, of groups of documents too.
func (f *found) asked() ([]result, error) {
	within := f.within()
	var results []result
	for i := range f.run.Stages {
		s := &f.run.Stages[i]
		if s.Kind != stages.EvaluateKind || s.Artifact.IsZero() {
			continue
		}
		artifact, err := f.store.Artifact(s.Artifact)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Address, err)
		}
		evaluation := &found{store: f.store, run: f.run, stage: s, artifact: artifact, means: f.means}
		numbers, err := evaluation.numbers()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Address, err)
		}
		for _, r := range evaluation.suites(numbers) {
			if within[r.Suite.Suite] {
				results = append(results, r)
			}
		}
		for _, n := range numbers {
			if within[n.Benchmark] {
				results = append(results, resultOf(n))
			}
		}
	}
	return results, nil
}

// within returns the addresses of a suite that was found, of the suites within it
// and of their benchmarks; of a benchmark, its own.
func (f *found) within() map[string]bool {
	inputs := inputsOf(f.run)
	all := make(map[string]bool)
	var visit func(address string)
	visit = func(address string) {
		all[address] = true
		if pipeline.ParseAddress(address).Kind == stages.SuiteKind {
			for _, in := range inputs(address) {
				visit(in.Address)
			}
		}
	}
	visit(f.stage.Address)
	return all
}
