package stages

import (
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
)

// An AblationResult is what an ablation's artifact says, with the names of the
// file.
type AblationResult struct {
	Ablation    string        `json:"ablation"` // its address
	Baseline    string        `json:"baseline"`
	Variants    []string      `json:"variants"`
	Seeds       []int64       `json:"seeds"`
	Measures    []string      `json:"measures"` // as the file calls them
	Alpha       float64       `json:"alpha"`
	Comparisons int64         `json:"comparisons"`     // corrected together
	Effects     []AblationRow `json:"effects"`         // by measure, benchmark, metric and variant
	Sizes       []float64     `json:"sizes,omitempty"` // of the variants
	Fits        []AblationFit `json:"fits,omitempty"`  // where there are sizes
}

// An AblationRow is what was found of a variant by one metric.
type AblationRow struct {
	Variant   string        `json:"variant"`
	Measure   int64         `json:"measure"`
	Benchmark string        `json:"benchmark"` // "benchmark.capitals"
	Metric    string        `json:"metric"`
	Runs      []AblationRun `json:"runs"` // one for each seed, or a single one
	Found     Effect        `json:"found"`
}

// An AblationRun is one number of it.
type AblationRun struct {
	Seed       int64   `json:"seed"`
	HasSeed    bool    `json:"has_seed"`
	Reference  string  `json:"reference"` // what `pipe trace` takes
	Evaluation string  `json:"evaluation"`
	Value      float64 `json:"value"`
	HasValue   bool    `json:"has_value"`
	N          int64   `json:"n"`
	StdErr     float64 `json:"stderr"`
	HasError   bool    `json:"has_stderr"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Interval   string  `json:"interval"`
	Artifact   string  `json:"artifact"` // of the evaluation
	Samples    string  `json:"samples"`
	Note       string  `json:"note,omitempty"`
}

// ReadAblation returns what the artifact of an ablation says. Artifacts hold
// no names of stages; inputs supplies them.
func ReadAblation(ablation string, a *artifacts.Artifact, inputs Inputs) (*AblationResult, error) {
	rows, err := artifacts.ReadTable[ablationRow](a, "ablation")
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("ablation.arrow has %d rows, want 1", len(rows))
	}
	cells, err := artifacts.ReadTable[cellRow](a, "cells")
	if err != nil {
		return nil, err
	}
	summary, err := artifacts.ReadTable[Effect](a, "summary")
	if err != nil {
		return nil, err
	}
	row := rows[0]
	r := &AblationResult{
		Ablation: ablation, Baseline: row.Baseline, Variants: row.Variants, Seeds: row.Seeds, Alpha: row.Alpha, Comparisons: row.Comparisons,
	}
	names := ablationNames{grid: pipeline.Grid{Variants: row.Variants, Seeds: row.Seeds}, ablation: ablation, inputs: inputs}
	for measure := range row.Measures {
		r.Measures = append(r.Measures, names.measured(row.Baseline, measure))
	}
	for _, s := range summary {
		effect := AblationRow{Variant: s.Variant, Measure: s.Measure, Metric: s.Metric, Found: s}
		for _, c := range cells {
			if c.Variant != s.Variant || c.Measure != s.Measure || c.Set != s.Set || c.Metric != s.Metric {
				continue
			}
			run, benchmark, err := names.run(c)
			if err != nil {
				return nil, err
			}
			effect.Runs, effect.Benchmark = append(effect.Runs, run), benchmark
		}
		r.Effects = append(r.Effects, effect)
	}
	r.nameBenchmarks()
	return r, r.readFits(a)
}

// nameBenchmarks names the benchmark of variants that were not asked it as the
// others do.
func (r *AblationResult) nameBenchmarks() {
	for i := range r.Effects {
		e := &r.Effects[i]
		if e.Benchmark != "" {
			continue
		}
		at := slices.IndexFunc(r.Effects, func(o AblationRow) bool {
			return o.Measure == e.Measure && o.Found.Set == e.Found.Set && o.Benchmark != ""
		})
		if at >= 0 {
			e.Benchmark = r.Effects[at].Benchmark
		}
	}
}

// ablationNames finds the addresses of what an ablation measured.
type ablationNames struct {
	grid     pipeline.Grid
	ablation string
	inputs   Inputs
}

// evaluation returns the address of an evaluation of the grid, or "".
func (n ablationNames) evaluation(variant string, round, measure int64) string {
	v := slices.Index(n.grid.Variants, variant)
	if v < 0 || round < 0 || round >= int64(n.grid.Rounds()) {
		return ""
	}
	role := n.grid.Role(v, int(round), int(measure))
	for _, in := range n.inputs(n.ablation) {
		if in.Role == role {
			return in.Address
		}
	}
	return ""
}

// measured returns what the file calls a measured evaluation.
func (n ablationNames) measured(variant string, measure int64) string {
	address := n.evaluation(variant, 0, measure)
	if !strings.HasPrefix(address, n.ablation+"[") {
		return address
	}
	a := pipeline.ParseAddress(address)
	a.Prefix = ""
	return a.String()
}

// run returns a number of the grid, and the address of its benchmark.
func (n ablationNames) run(c cellRow) (AblationRun, string, error) {
	evaluation := n.evaluation(c.Variant, c.Round, c.Measure)
	asked := members(evaluation, "benchmarks", n.inputs)
	if c.Set < 0 || c.Set >= int64(len(asked)) {
		return AblationRun{}, "", fmt.Errorf("cells.arrow has benchmark %d of variant %q, which was asked %d", c.Set, c.Variant, len(asked))
	}
	benchmark := asked[c.Set]
	return AblationRun{
		Seed: c.Seed, HasSeed: c.HasSeed, Reference: evaluation + "." + shortName(benchmark) + "." + c.Metric, Evaluation: evaluation,
		Value: c.Value, HasValue: c.HasValue, N: c.N, StdErr: c.StdErr, HasError: c.HasError, Low: c.Low, High: c.High, Interval: c.Interval,
		Artifact: c.Evaluation, Samples: c.Samples, Note: c.Note,
	}, benchmark, nil
}

// Outcome says in words what follows from a comparison, and what would decide it
// where it is open.
func (e Effect) Outcome() string {
	switch e.Settled {
	case settledBySeeds:
		return fmt.Sprintf("%s: %d more seeds would decide", e.Verdict, e.MoreSeeds)
	case settledByManySeeds:
		return fmt.Sprintf("%s: more than %d more seeds would decide", e.Verdict, e.MoreSeeds)
	case settledByItems:
		return e.Verdict + ": more documents would decide, seeds alone cannot"
	case settledByNothing:
		return e.Verdict + ": there is no difference"
	case settledUnknown:
		return e.Verdict + ": one run does not tell how runs vary"
	}
	return e.Verdict
}
