package stages

import (
	"slices"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// TestCounterparts asks a base model words, a head and its own kind of
// question, and looks for what a fine-tuned model's numbers compare with.
func TestCounterparts(t *testing.T) {
	reviews, news := artifacts.Sum([]byte("reviews")), artifacts.Sum([]byte("news"))
	b := &pageBuilder{byAddress: map[string]pipeline.Ancestor{
		"dataset.reviews": {Artifact: reviews}, "dataset.copy": {Artifact: reviews}, "dataset.news": {Artifact: news},
		"pretrain.base": {},
		"finetune.one":  {Inputs: []pipeline.AncestorInput{{Role: "base", Address: "pretrain.base"}, {Role: "dataset", Address: "dataset.news"}}},
		"finetune.two":  {Inputs: []pipeline.AncestorInput{{Role: "base", Address: "finetune.one"}}},
	}}
	for benchmark, dataset := range map[string]string{"words": "reviews", "again": "copy", "head": "reviews", "topic": "news"} {
		b.byAddress["benchmark."+benchmark] = pipeline.Ancestor{
			Inputs: []pipeline.AncestorInput{{Role: "dataset", Address: "dataset." + dataset}},
		}
	}
	number := func(set int, benchmark, metric string) Number {
		return Number{Benchmark: "benchmark." + benchmark, Value: benchmarks.Value{Metric: metric, HasValue: true}, set: set}
	}
	base := evaluation{model: "pretrain.base", numbers: []Number{
		number(0, "words", "acc"), number(0, "words", "f1"), number(1, "again", "acc"), number(2, "topic", "acc"),
	}}
	tests := []struct {
		name string
		of   Number
		want []string
	}{
		{"the same benchmark", number(0, "words", "acc"), []string{"benchmark.words"}},
		{"the same documents", number(0, "head", "acc"), []string{"benchmark.words", "benchmark.again"}},
		{"another metric", number(0, "head", "bleu"), nil},
		{"a metric that comes second", number(0, "head", "f1"), nil},
		{"no value", Number{Benchmark: "benchmark.words", Value: benchmarks.Value{Metric: "acc"}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, m := range b.counterparts(base, test.of) {
				got = append(got, m.Benchmark)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("counterparts() = %q, want %q", got, test.want)
			}
		})
	}
	if got, want := b.bases("finetune.two"), []string{"finetune.one", "pretrain.base"}; !slices.Equal(got, want) {
		t.Errorf("bases() = %q, want %q", got, want)
	}
}

func TestRecipeAttribute(t *testing.T) {
	const recipe = "pipe recipe 1\nkind finetune 1\nattribute task \"a \\\"b\\\"\"\nattribute lora.rank 8\ninput task sha256:00\n"
	for name, want := range map[string]string{"task": `a "b"`, "lora.rank": "8", "rank": "", "lora": ""} {
		if got := recipeAttribute(recipe, name); got != want {
			t.Errorf("recipeAttribute(%q) = %q, want %q", name, got, want)
		}
	}
	if got, want := tuning(recipe), "LoRA of rank 8"; got != want {
		t.Errorf("tuning() = %q, want %q", got, want)
	}
	if got := tuning("pipe recipe 1\nkind finetune 1\n"); got != "" {
		t.Errorf("tuning() of all weights = %q, want nothing", got)
	}
}
