package stages

import (
	"context"
	"path/filepath"
	"testing"

	"pipe/pipeline"
)

// TestRecompute computes every number of testdata/kinds.hcl again from what
// the store holds of its samples.
func TestRecompute(t *testing.T) {
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(filepath.Join("testdata", "kinds.hcl"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store := newStore(t)
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&pipeline.Executor{Store: store, Jobs: 2, Cores: 2}).Run(context.Background(), plan); err != nil {
		t.Fatal(err)
	}
	steps := make(map[string]*pipeline.Step)
	for _, s := range plan.Steps {
		steps[s.Node.Address()] = s
	}
	inputs := func(address string) (list []pipeline.AncestorInput) {
		for _, in := range steps[address].Node.Inputs {
			list = append(list, pipeline.AncestorInput{Role: in.Role, Address: in.Node.Address()})
		}
		return list
	}
	seen := 0
	for address, s := range steps {
		if s.Node.Kind.Name != "evaluate" {
			continue
		}
		artifact, err := store.Artifact(s.Artifact)
		if err != nil {
			t.Fatal(err)
		}
		numbers, err := Numbers(address, artifact, inputs)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range numbers {
			seen++
			if r, err := Recompute(artifact, n); err != nil || !r.Equal || r.Samples == 0 || r.Value != n.Value.Value {
				t.Errorf("Recompute(%s) = %+v, %v, want %+v", n.Reference, r, err, n.Value)
			}
		}
	}
	if seen != 83 {
		t.Errorf("%d numbers were computed again, want 83", seen)
	}
}

func TestConcerns(t *testing.T) {
	inputs := func(address string) []pipeline.AncestorInput {
		return map[string][]pipeline.AncestorInput{
			"suite.all":   {{Role: "benchmarks[0]", Address: "suite.words"}, {Role: "benchmarks[1]", Address: "benchmark.code"}},
			"suite.words": {{Role: "benchmarks[0]", Address: "benchmark.senses"}},
		}[address]
	}
	for _, c := range []struct {
		address, benchmark string
		want               bool
	}{
		{"benchmark.code", "benchmark.code", true},
		{"benchmark.code", "benchmark.senses", false},
		{"benchmark.code", "", true},
		{"suite.all", "benchmark.senses", true},
		{"suite.words", "benchmark.senses", true},
		{"suite.words", "benchmark.code", false},
		{"pretrain.base", "benchmark.code", true},
	} {
		if got := Concerns(c.address, c.benchmark, inputs); got != c.want {
			t.Errorf("Concerns(%q, %q) = %v, want %v", c.address, c.benchmark, got, c.want)
		}
	}
}
