package stages

import (
	"fmt"
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
				Evaluation: fmt.Sprintf("%s of round %d", variant, round),
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

// TestFitSharedRuns holds that seeds which change nothing are no observations of
// their own: they would make the exponent look certain.
func TestFitSharedRuns(t *testing.T) {
	g := pipeline.Grid{Variants: []string{"a", "b", "c", "d"}, Seeds: []int64{1, 2}}
	sizes := []float64{1, 2, 4, 8}
	law := metrics.PowerLaw{Floor: 1, Scale: 2, Exponent: 0.5}
	cells := lawCells(g, sizes, []metrics.PowerLaw{law, law})
	for i := range cells {
		cells[i].Evaluation = cells[i].Variant
	}
	fits, err := fitSizes(g, sizes, cells)
	if err != nil || len(fits) != 1 || len(fits[0].Exponents) != 1 || fits[0].HasRange {
		t.Errorf("fitSizes = %+v, %v, want one fit with one exponent and no interval", fits, err)
	}
}

func TestFitCaveat(t *testing.T) {
	g := pipeline.Grid{Variants: []string{"a", "b", "c", "d"}, Seeds: []int64{1, 2}}
	sizes := []float64{1, 2, 4, 8}
	laws := []metrics.PowerLaw{{Floor: 1, Scale: 2, Exponent: 0.5}, {Floor: 1}}
	fits, err := fitSizes(g, sizes, lawCells(g, sizes, laws))
	if err != nil || len(fits) != 1 {
		t.Fatalf("fitSizes = %v, %v, want one fit", fits, err)
	}
	if got, want := fits[0].Caveat(), "1 of 3 fits end at an edge of the exponents searched, 0.016 to 4: the values do not determine them"; got != want {
		t.Errorf("Caveat() = %q, want %q", got, want)
	}
	if got := (Fit{Exponent: 0.5, Exponents: []float64{0.4, 0.6}}).Caveat(); got != "" {
		t.Errorf("Caveat() of sound fits = %q, want none", got)
	}
}
