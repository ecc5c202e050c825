package experiments

import (
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages"
)

// TestSameExams holds the exams of the module for ablations to those of the
// paper's experiment. That one is written out, so that it can be read from the
// top down and its numbers have short names; what both files ask must be the
// same stages all the same, and run once in a store. Where the module asks
// less, it is by name.
func TestSameExams(t *testing.T) {
	const module = "module.world."
	store, err := artifacts.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	run := func(file string, targets ...string) *pipeline.Plan {
		exp, diags := pipeline.NewLoader(stages.Kinds(), pipeline.LoadOptions{}).Load(file)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{Targets: targets})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (&pipeline.Executor{Store: store}).Run(t.Context(), plan); err != nil {
			t.Fatal(err)
		}
		return plan
	}
	paper := run("llama2-paper.hcl", "suite.families", "tokenizer.bpe")
	ablation := run("ablations/context.hcl", module+"suite.general", module+"suite.long", module+"tokenizer.bpe")
	fewerMetrics := []string{"benchmark.perplexity", "benchmark.reading", "benchmark.open_questions"}
	same := 0
	for _, s := range ablation.Steps {
		name, ok := strings.CutPrefix(s.Node.Address(), module)
		other := paper.Step(name)
		switch {
		case !ok || other == nil || strings.HasPrefix(name, "suite."):
		case slices.Contains(fewerMetrics, name):
			if other.Artifact == s.Artifact {
				t.Errorf("%s is the same in both files now: take it out of this list", name)
			}
		case other.Key != s.Key:
			t.Errorf("%s has another recipe in the module than in the paper's experiment: `pipe diff` says where", name)
		default:
			same++
		}
	}
	if same < 12 {
		t.Errorf("%d stages are the same in both files, want at least 12: the tokenizer, datasets and benchmarks", same)
	}
}
