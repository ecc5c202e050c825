package stages

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:    AblationKind,
	Version: 3,
	Doc:     "evaluates parts of the experiment again, with attributes replaced, over seeds, and tests what differs",
	New:     func() pipeline.Config { return &Ablation{Alpha: 0.05} },
})

// AblationKind is the kind whose artifacts compare variants of an experiment:
// see ReadAblation.
const AblationKind = "ablation"

// An Ablation holds variants of a part of the experiment against one of them,
// over seeds.
type Ablation struct {
	Description string        `hcl:"description,optional" recipe:"label" doc:"What is asked, in a sentence"`
	Baseline    string        `hcl:"baseline" doc:"The variant that the others are compared with"`
	Alpha       float64       `hcl:"alpha,optional" above:"0" below:"1" doc:"How often all comparisons together may find a difference where none is"`
	Sizes       []float64     `hcl:"sizes,optional" doc:"What each variant has more or less of, such as documents, in the order of the variants: a power law of it is fitted to each metric"`
	Grid        pipeline.Grid `hcl:"variant,block" accepts:"evaluate"`
}

// Check demands a baseline among the variants, and something to compare.
func (a *Ablation) Check(c *pipeline.Check) {
	variants := a.Grid.Variants
	if len(variants) == 0 {
		return // the loader has said so
	}
	if !slices.Contains(variants, a.Baseline) {
		c.Errorf("baseline", "Unknown variant", "There is no variant %q to compare with; there are %s. Name one of them.",
			a.Baseline, strings.Join(variants, ", "))
	} else if len(variants) == 1 {
		c.Errorf("", "Nothing to compare", "%q is the only variant. Add a variant block with what it changes.", a.Baseline)
	}
	a.checkSizes(c)
}

// ablationRow is the only row of an ablation's table "ablation".
type ablationRow struct {
	Variants    []string `arrow:"variants"`
	Seeds       []int64  `arrow:"seeds"`
	Measures    int64    `arrow:"measures"`
	Baseline    string   `arrow:"baseline"`
	Alpha       float64  `arrow:"alpha"`
	Comparisons int64    `arrow:"comparisons"` // that were corrected together
}

// A cellRow is a number of one evaluation, a row of an ablation's table
// "cells". Of all that it says, only Variant and Seed are not in the
// evaluation's artifact.
type cellRow struct {
	Variant    string  `arrow:"variant"`
	Round      int64   `arrow:"round"`
	Seed       int64   `arrow:"seed"`
	HasSeed    bool    `arrow:"has_seed"`
	Measure    int64   `arrow:"measure"`
	Set        int64   `arrow:"set"`
	Metric     string  `arrow:"metric"`
	Value      float64 `arrow:"value"`
	HasValue   bool    `arrow:"has_value"`
	Note       string  `arrow:"note"`
	N          int64   `arrow:"n"`
	StdErr     float64 `arrow:"stderr"`
	HasError   bool    `arrow:"has_stderr"`
	Low        float64 `arrow:"low"`
	High       float64 `arrow:"high"`
	Interval   string  `arrow:"interval"`
	Evaluation string  `arrow:"evaluation"` // digest of the artifact
	Samples    string  `arrow:"samples"`    // digest of the per-sample table
}

// Run writes the tables "ablation", "cells" and "summary" and, where variants
// have sizes, "sizes" and "fits".
func (a *Ablation) Run(ctx context.Context, s *pipeline.Stage) error {
	m := newMeasurements()
	g := a.Grid
	for v := range g.Variants {
		for round := range g.Rounds() {
			for measure := range g.Measures {
				if err := ctx.Err(); err != nil {
					return err
				}
				ref := g.Ref(v, round, measure)
				if err := m.add(place{v, round, measure}, s.Input(ref)); err != nil {
					return fmt.Errorf("%s: %w", ref.Node().Address(), err)
				}
			}
		}
	}
	rows := m.summary(g, slices.Index(g.Variants, a.Baseline))
	row := ablationRow{
		Variants: g.Variants, Seeds: g.Seeds, Measures: int64(len(g.Measures)), Baseline: a.Baseline, Alpha: a.Alpha,
		Comparisons: decide(rows, a.Alpha),
	}
	if err := artifacts.WriteTable(s.Out, "ablation", []ablationRow{row}); err != nil {
		return err
	}
	cells := m.cells(g)
	if err := artifacts.WriteTable(s.Out, "cells", cells); err != nil {
		return err
	}
	if len(a.Sizes) > 0 {
		fits, err := fitSizes(g, a.Sizes, cells)
		if err != nil {
			return err
		}
		if err := errors.Join(writeSizes(s.Out, g, a.Sizes), artifacts.WriteTable(s.Out, "fits", fits)); err != nil {
			return err
		}
	}
	return artifacts.WriteTable(s.Out, "summary", rows)
}
