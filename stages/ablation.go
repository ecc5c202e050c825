package stages

import (
	"context"

	"pipe/artifacts"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:    "ablation",
	Version: 1,
	Doc:     "evaluates parts of the experiment again, with attributes replaced, over seeds",
	New:     func() pipeline.Config { return &Ablation{} },
})

// An Ablation holds variants of a part of the experiment against one of them,
// over seeds.
type Ablation struct {
	Description string        `hcl:"description,optional" recipe:"label" doc:"What is asked, in a sentence"`
	Baseline    string        `hcl:"baseline" doc:"The variant that the others are compared with"`
	Grid        pipeline.Grid `hcl:"variant,block" accepts:"evaluate"`
}

// A cellRow is one evaluation, a row of an ablation's table "cells".
type cellRow struct {
	Variant    string `arrow:"variant"`
	Round      int64  `arrow:"round"`
	Measure    int64  `arrow:"measure"`
	Evaluation string `arrow:"evaluation"` // digest of the artifact
}

// Run writes the table "cells".
func (a *Ablation) Run(_ context.Context, s *pipeline.Stage) error {
	var rows []cellRow
	for v, name := range a.Grid.Variants {
		for round := range a.Grid.Rounds() {
			for m := range a.Grid.Measures {
				d := s.Input(a.Grid.Ref(v, round, m)).Digest()
				rows = append(rows, cellRow{name, int64(round), int64(m), d.String()})
			}
		}
	}
	return artifacts.WriteTable(s.Out, "cells", rows)
}
