package stages

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

var _ = register(pipeline.Kind{
	Name:    ClaimKind,
	Version: 1,
	Doc:     "holds a sentence against the numbers of evaluations",
	New:     func() pipeline.Config { return &Claim{} },
})

// ClaimKind is the kind whose artifacts say whether a sentence holds: see
// ReadVerdict.
const ClaimKind = "claim"

// A Claim is a sentence and what would make it true. One that does not hold is
// a result, not an error.
type Claim struct {
	Says string             `hcl:"says" doc:"The sentence"`
	That pipeline.Condition `hcl:"that" accepts:"evaluate" doc:"What is true where the sentence holds"`
}

// Check demands a sentence.
func (c *Claim) Check(check *pipeline.Check) {
	if strings.TrimSpace(c.Says) == "" {
		check.Errorf("says", "Empty sentence", "The sentence says nothing. Write what the claim claims, for its readers.")
	}
}

// claimRow is the only row of a claim's table "claim".
type claimRow struct {
	Says  string `arrow:"says"`
	That  string `arrow:"that"` // canonical: artifacts hold no names
	Holds bool   `arrow:"holds"`
	Note  string `arrow:"note"` // why it can be neither true nor false, or ""
}

// claimValueRow is a number that a claim stands on, a row of its table
// "values". Which it is is said as in the canonical form.
type claimValueRow struct {
	Called   string  `arrow:"called"` // evaluate[0]["0002"].acc.stderr
	Input    int64   `arrow:"input"`
	Set      string  `arrow:"set"` // folder of the benchmark's tables
	Metric   string  `arrow:"metric"`
	Field    string  `arrow:"field"` // "" for the value itself
	Value    float64 `arrow:"value"`
	HasValue bool    `arrow:"has_value"`
}

// Run writes the tables "claim" and "values".
func (c *Claim) Run(_ context.Context, s *pipeline.Stage) error {
	row := claimRow{Says: c.Says, That: c.That.Canonical()}
	var rows []claimValueRow
	var values []float64
	for _, r := range c.That.Results() {
		v, err := claimValue(s.Input(r.Stage), r)
		if err != nil {
			return fmt.Errorf("%s: %w", r.Stage.Node().Address(), err)
		}
		rows = append(rows, v)
		if !v.HasValue {
			v.Value = math.NaN()
		}
		values = append(values, v.Value)
	}
	holds, err := c.That.Holds(values)
	switch row.Holds = holds; {
	case err != nil && slices.ContainsFunc(values, math.IsNaN):
		row.Note = "a number that it stands on has no value"
	case err != nil:
		row.Note = err.Error()
	}
	if err := artifacts.WriteTable(s.Out, "claim", []claimRow{row}); err != nil {
		return err
	}
	return artifacts.WriteTable(s.Out, "values", rows)
}

// claimValue looks a result up in the artifact of its evaluation.
func claimValue(a *artifacts.Artifact, r pipeline.ConditionResult) (claimValueRow, error) {
	path := r.Path()
	row := claimValueRow{Called: r.Canonical(), Input: int64(r.Input), Set: path[0], Metric: path[1]}
	v, err := valueAt(a, path)
	if err != nil {
		return row, err
	}
	row.Value, row.HasValue = v.Value, v.HasValue
	if len(path) > 2 {
		row.Field = path[2]
		row.Value, row.HasValue = field(v, row.Field)
	}
	return row, nil
}

// valueFields are what can be asked of a number, besides its value.
var valueFields = []string{"stderr", "low", "high", "n", "chance"}

// field returns one of valueFields, where the number has it.
func field(v benchmarks.Value, name string) (x float64, ok bool) {
	switch name {
	case "stderr":
		return v.StdErr, v.HasError
	case "low":
		return v.Low, v.Interval != ""
	case "high":
		return v.High, v.Interval != ""
	case "n":
		return float64(v.N), true
	case "chance":
		return v.Chance, v.HasChance
	}
	panic(fmt.Sprintf("stages: a value has no field %q", name))
}

// Results lists what claims can name: each metric of each benchmark, by the
// benchmark's name, and the fields of each.
func (e *Evaluate) Results() []pipeline.Result {
	var results []pipeline.Result
	set := 0
	for _, ref := range e.Benchmarks {
		for _, member := range memberRefs(ref) {
			if b, ok := member.Config().(*Benchmark); ok {
				results = append(results, b.results(set, member.Node())...)
			}
			set++
		}
	}
	return results
}

func (b *Benchmark) results(set int, n *pipeline.Node) []pipeline.Result {
	names := []string{n.Name}
	if n.Instance != "" {
		names = append(names, n.Instance)
	}
	var results []pipeline.Result
	spec := b.spec()
	for _, metric := range spec.Values() {
		r := pipeline.Result{Names: append(slices.Clone(names), strings.Split(metric, ".")...), Path: []string{fmt.Sprintf("%04d", set), metric}}
		results = append(results, r)
		for _, f := range valueFields {
			results = append(results, pipeline.Result{
				Names: append(slices.Clone(r.Names), f), Path: append(slices.Clone(r.Path), f),
			})
		}
	}
	return results
}

// Derived says that a verdict follows from its numbers at once.
func (c *Claim) Derived() bool { return true }
