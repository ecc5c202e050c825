package stages

import (
	"math"
	"testing"

	"pipe/metrics"
	"pipe/pipeline"
)

// lawCells returns the cells of an ablation whose values follow a power law for
// each seed.
func lawCells(g pipeline.Grid, sizes []float64, laws []metrics.PowerLaw) []cellRow {
	var cells []cellRow
	for v, variant := range g.Variants {
		for round, law := range laws {
			cells = append(cells, cellRow{
				Variant: variant, Round: int64(round), Metric: "bits_per_byte", Value: law.At(sizes[v]), HasValue: true,
			})
		}
	}
	return cells
}

func TestFitSizes(t *testing.T) {
	g := pipeline.Grid{Variants: []string{"c", "a", "d", "b"}, Seeds: []int64{1, 2, 3}}
	sizes := []float64{400, 100, 800, 200}
	laws := []metrics.PowerLaw{{Floor: 1, Scale: 9, Exponent: 0.4}, {Floor: 1, Scale: 9, Exponent: 0.5}, {Floor: 1, Scale: 9, Exponent: 0.6}}
	cells := lawCells(g, sizes, laws)
	fits, err := fitSizes(g, sizes, cells)
	if err != nil || len(fits) != 1 {
		t.Fatalf("fitSizes = %v, %v, want one fit", fits, err)
	}
	f := fits[0]
	for i, law := range laws {
		if math.Abs(f.Exponents[i]-law.Exponent) > 1e-5 {
			t.Errorf("exponent of seed %d = %g, want %g", g.Seeds[i], f.Exponents[i], law.Exponent)
		}
	}
	// Student's t of 0.5 ± 0.1/√3 with two degrees of freedom, 4.302653 at 95 %.
	if half := 4.302653 * 0.1 / math.Sqrt(3); !f.HasRange || math.Abs(f.Mean-0.5) > 1e-5 || math.Abs(f.High-f.Low-2*half) > 1e-3 {
		t.Errorf("mean exponent = %g in [%g, %g], want 0.5 ± %g", f.Mean, f.Low, f.High, half)
	}
	if f.Exponent < 0.4 || f.Exponent > 0.6 {
		t.Errorf("exponent of all runs = %g, want one among those of the seeds", f.Exponent)
	}
	cells[5].HasValue = false
	if fits, err := fitSizes(g, sizes, cells); err != nil || len(fits) != 0 {
		t.Errorf("fitSizes with a value missing = %v, %v, want none", fits, err)
	}
}
