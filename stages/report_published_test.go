package stages

import (
	"slices"
	"testing"

	"pipe/pipeline"
	"pipe/stages/library"
	"pipe/stages/page"
)

// TestPublishedNames holds the table of the paper's figures against the library:
// each stands beside a suite, or a metric of a benchmark, that there is.
func TestPublishedNames(t *testing.T) {
	kinds := Kinds()
	exp, _ := pipeline.NewLoader(kinds, pipeline.LoadOptions{}).LoadLibrary(kinds.InLibrary()...)
	configs := make(map[string]pipeline.Config)
	for _, n := range exp.Nodes {
		configs[n.Address()] = n.Config
	}
	sizes := make(map[string]int)
	for _, f := range library.LLaMA2() {
		switch c := configs[f.Ours].(type) {
		case *Suite:
			if f.Metric != "" {
				t.Errorf("%s has metric %q, and a suite has one mean", f.Ours, f.Metric)
			}
		case *Benchmark:
			if !slices.Contains(c.Metrics, f.Metric) {
				t.Errorf("%s has metrics %q, want %q among them", f.Ours, c.Metrics, f.Metric)
			}
		default:
			t.Errorf("the library has no %s, beside which %q of the paper stands", f.Ours, f.Name)
		}
		if f.Value < 0 || f.Value > 100 || f.Table == "" || f.Group == "" {
			t.Errorf("%+v is no figure of the paper", f)
		}
		if f.Model == "Llama 2" {
			sizes[f.Ours+" "+f.Metric]++
		}
	}
	for name, n := range sizes {
		if n != 4 {
			t.Errorf("%s has figures of %d sizes of Llama 2, want 4", name, n)
		}
	}
}

func TestAddPublished(t *testing.T) {
	p := &page.Page{
		Columns: []page.Column{{Name: "evaluate.base"}, {Name: "evaluate.chat"}},
		Suites: []page.SuiteMean{
			{Suite: "mmlu", Mean: MeanWeighted, Column: 1, HasValue: true, Weighted: .3, Macro: .4, N: 500},
			{Suite: "llama2_bbh", Note: "no value"}, {Suite: "mine", HasValue: true},
		},
	}
	piqa := numberOf(0, "acc_norm", .79, .01, 1838)
	piqa.Benchmark = "benchmark.piqa"
	raw := numberOf(0, "acc", .78, .01, 1838)
	raw.Benchmark = "benchmark.piqa"
	b := suiteLineage()
	b.evaluations = []evaluation{{numbers: []Number{raw, piqa}}, {}}
	b.addPublished(p)
	if len(p.Published) != 2 {
		t.Fatalf("addPublished() adds %+v, want PIQA and MMLU", p.Published)
	}
	for i, want := range []struct {
		name, table   string
		column        int
		value, llama2 float64
	}{{"PIQA", "20", 0, .79, 78.8}, {"MMLU", "3", 1, .3, 45.3}} {
		got := p.Published[i]
		if got.Name != want.name || got.Table != want.table || got.Cells[want.column].Value != want.value || got.Cells[1-want.column].Present {
			t.Errorf("row %d = %+v, want %+v", i, got, want)
		}
		if len(got.Figures) != 12 || got.Figures[0] != (page.Figure{Model: "Llama 2", Size: "7B", Percent: want.llama2}) {
			t.Errorf("%s has figures %v, want 12, of Llama 2 7B %v first", want.name, got.Figures, want.llama2)
		}
	}
}
