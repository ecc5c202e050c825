package stages

import (
	"context"
	"errors"
	"fmt"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// RunPrograms runs the completed programs again that a recomputed number of a
// run counts: until then it stands on what the samples say of them. The tests
// are those of the benchmark as the run had it; where the store has lost them, or
// the Python that they ran in is not here, Unrun says so.
func (r *Recomputation) RunPrograms(ctx context.Context, store *artifacts.Store, run *pipeline.RunRecord, a *artifacts.Artifact, n Number) error {
	if r.Fault != "" {
		return nil
	}
	spec, err := readSpec(a, resultTable(n.set, "spec"))
	if err != nil {
		return err
	}
	if !spec.RunsCode() {
		return nil
	}
	if spec.RunsPython() {
		p, err := pythonAgain(a, n, spec)
		if err != nil {
			r.Unrun, r.Remedy = err.Error(), "`pipe audit` on a machine that has it runs them"
			return nil
		}
		spec.Python, r.Python = p, p.Version()
	}
	items, err := itemsOf(store, run, n.Benchmark)
	if err != nil {
		r.Unrun, r.Remedy = err.Error(), "`pipe run` makes the benchmark again"
		return nil
	}
	n.Value.By = "" // items are of all groups
	rows, err := ReadSamples(a, n)
	if err != nil {
		return err
	}
	r.Programs, r.Unsteady, err = benchmarks.RunAgain(ctx, spec, items, rows)
	if errors.Is(err, benchmarks.ErrUnproven) {
		r.Equal, r.Fault = false, err.Error()
		return nil
	}
	return err
}

// itemsOf returns the items of a benchmark as a run had it.
func itemsOf(store *artifacts.Store, run *pipeline.RunRecord, benchmark string) ([]benchmarks.Item, error) {
	s := run.Stage(benchmark)
	if s == nil || s.Artifact.IsZero() {
		return nil, fmt.Errorf("the run does not say what %s was", benchmark)
	}
	a, err := store.Artifact(s.Artifact)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", benchmark, err)
	}
	items, err := artifacts.ReadTable[benchmarks.Item](a, "items")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", benchmark, err)
	}
	return items, nil
}
