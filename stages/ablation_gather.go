package stages

import (
	"slices"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

type (
	// A place is where in the grid of an ablation an evaluation stands.
	place struct{ variant, round, measure int }
	// An asking is a benchmark of an evaluation and a metric of it.
	asking struct {
		set    int
		metric string
	}
	// A reading is what an evaluation's artifact says: a number for each asking.
	reading struct {
		order   []asking
		numbers map[asking]*observation
	}
	// measurements are the readings of a whole grid.
	measurements struct {
		at   map[place]*reading
		read map[artifacts.Digest]*reading
	}
)

func newMeasurements() *measurements {
	return &measurements{at: make(map[place]*reading), read: make(map[artifacts.Digest]*reading)}
}

// add reads an evaluation. One that stands at several places is read once.
func (m *measurements) add(at place, a *artifacts.Artifact) error {
	r := m.read[a.Digest()]
	if r == nil {
		var err error
		if r, err = readEvaluation(a); err != nil {
			return err
		}
		m.read[a.Digest()] = r
	}
	m.at[at] = r
	return nil
}

func readEvaluation(a *artifacts.Artifact) (*reading, error) {
	r := &reading{numbers: make(map[asking]*observation)}
	for set := range setPrefixes(a) {
		values, err := artifacts.ReadTable[benchmarks.Value](a, resultTable(set, "values"))
		if err != nil {
			return nil, err
		}
		rows, err := artifacts.ReadTable[benchmarks.Sample](a, resultTable(set, "samples"))
		if err != nil {
			return nil, err
		}
		file, _ := a.File(resultTable(set, "samples") + ".arrow")
		for _, v := range values {
			at := asking{set, v.Metric}
			r.order = append(r.order, at)
			r.numbers[at] = &observation{
				value: v, shares: benchmarks.Shares(v.Metric, rows), evaluation: a.Digest(), samples: file.Digest,
			}
		}
	}
	return r, nil
}

// askings returns what a measured evaluation was asked in any variant and
// round, in the order of the first that was asked it.
func (m *measurements) askings(g pipeline.Grid, measure int) []asking {
	var all []asking
	for v := range g.Variants {
		for round := range g.Rounds() {
			for _, a := range m.at[place{v, round, measure}].order {
				if !slices.Contains(all, a) {
					all = append(all, a)
				}
			}
		}
	}
	return all
}

// observations returns the numbers of a variant, one for each round; nil where
// it was not asked.
func (m *measurements) observations(g pipeline.Grid, variant, measure int, a asking) []*observation {
	all := make([]*observation, g.Rounds())
	for round := range all {
		all[round] = m.at[place{variant, round, measure}].numbers[a]
	}
	return all
}

// summary returns a row for each asking and variant, in that order, before
// anything is decided.
func (m *measurements) summary(g pipeline.Grid, baseline int) []Effect {
	var rows []Effect
	for measure := range g.Measures {
		for _, a := range m.askings(g, measure) {
			base := m.observations(g, baseline, measure, a)
			for v, name := range g.Variants {
				row := Effect{Variant: name, Measure: int64(measure), Set: int64(a.set), Metric: a.metric, Baseline: v == baseline}
				rows = append(rows, summarize(row, m.observations(g, v, measure, a), base))
			}
		}
	}
	return rows
}

// cells returns a row for each number.
func (m *measurements) cells(g pipeline.Grid) []cellRow {
	var rows []cellRow
	for v, name := range g.Variants {
		for round := range g.Rounds() {
			for measure := range g.Measures {
				r := m.at[place{v, round, measure}]
				for _, a := range r.order {
					row := newCellRow(r.numbers[a])
					row.Variant, row.Round, row.Measure, row.Set = name, int64(round), int64(measure), int64(a.set)
					if len(g.Seeds) > 0 {
						row.Seed, row.HasSeed = g.Seeds[round], true
					}
					rows = append(rows, row)
				}
			}
		}
	}
	return rows
}

func newCellRow(o *observation) cellRow {
	v := o.value
	return cellRow{
		Metric: v.Metric, Value: v.Value, HasValue: v.HasValue, Note: v.Note, N: v.N, StdErr: v.StdErr, HasError: v.HasError,
		Low: v.Low, High: v.High, Interval: v.Interval, Evaluation: o.evaluation.String(), Samples: o.samples.String(),
	}
}
