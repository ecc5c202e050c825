package stages

import (
	"math"
	"testing"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

// suiteLineage is an evaluation that asks a suite of a suite and a benchmark:
// exams counts documents alike and has law and physics, all counts its members
// alike and has exams and words.
func suiteLineage() *pageBuilder {
	b := &pageBuilder{byAddress: make(map[string]pipeline.Ancestor)}
	for _, a := range []pipeline.Ancestor{
		{Address: "suite.exams", Labels: map[string]string{"mean": MeanWeighted}, Inputs: []pipeline.AncestorInput{
			{Role: "benchmarks[0]", Address: "benchmark.law"}, {Role: "benchmarks[1]", Address: "benchmark.physics"},
		}},
		{Address: "suite.all", Labels: map[string]string{"mean": MeanMacro, "about": "All"}, Inputs: []pipeline.AncestorInput{
			{Role: "benchmarks[0]", Address: "suite.exams"}, {Role: "benchmarks[1]", Address: "benchmark.words"},
		}},
		{Address: "evaluate.base", Inputs: []pipeline.AncestorInput{
			{Role: "model", Address: "pretrain.base"}, {Role: "benchmarks[0]", Address: "suite.all"},
		}},
	} {
		b.byAddress[a.Address] = a
	}
	return b
}

func numberOf(set int, metric string, value, stderr float64, n int64) Number {
	return Number{Benchmark: "benchmark.x", set: set, Value: benchmarks.Value{
		Metric: metric, Value: value, HasValue: true, StdErr: stderr, HasError: true, N: n,
	}}
}

func TestSuiteMeans(t *testing.T) {
	exams := []Number{
		numberOf(0, "acc", .5, .05, 100), numberOf(0, "acc_norm", 0, 0, 100), // only the first metric counts
		numberOf(1, "acc", .8, .01, 400),
	}
	for name, c := range map[string]struct {
		last          Number
		percent, has  bool
		metrics       int
		value, stderr float64
		note          string
	}{
		"the same metric": {numberOf(2, "acc", .24, .02, 50), true, true, 1,
			(.74 + .24) / 2, math.Hypot(.01280625, .02) / 2, ""},
		"another share": {numberOf(2, "exact_match", .24, .02, 50), true, true, 2,
			(.74 + .24) / 2, math.Hypot(.01280625, .02) / 2, ""},
		"no common mean": {numberOf(2, "word_perplexity", 31, 1, 50), false, false, 2, 0, 0,
			"members are measured in ways that have no common mean"},
		"no value": {Number{Benchmark: "benchmark.words", set: 2, Value: benchmarks.Value{Metric: "acc"}}, true, false, 1, 0, 0,
			"words has no value"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &page.Page{Columns: []page.Column{{Name: "evaluate.base"}}}
			suiteLineage().addSuites(p, 0, append(exams[:3:3], c.last))
			if len(p.Suites) != 2 || p.Suites[0].Suite != "all" || p.Suites[1].Suite != "exams" {
				t.Fatalf("addSuites() adds %+v, want all and exams", p.Suites)
			}
			all, inner := p.Suites[0], p.Suites[1]
			if !inner.HasValue || math.Abs(inner.Weighted-.74) > 1e-12 || math.Abs(inner.PooledStdErr-.01278648) > 5e-9 {
				t.Errorf("exams = %+v, want weighted mean 0.74, pooled error 0.01278648", inner)
			}
			if all.HasValue != c.has || all.Note != c.note || all.Percent != c.percent || len(all.Metrics) != c.metrics || all.Members != 2 {
				t.Errorf("all = %+v, want value %v, note %q, percent %v, %d metrics", all, c.has, c.note, c.percent, c.metrics)
			}
			if math.Abs(all.Macro-c.value) > 1e-12 || math.Abs(all.MacroStdErr-c.stderr) > 5e-9 {
				t.Errorf("macro mean of all = %v ± %v, want %v ± %v", all.Macro, all.MacroStdErr, c.value, c.stderr)
			}
		})
	}
}
