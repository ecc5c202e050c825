package metrics

import (
	"math"
	"testing"
)

func TestFitPowerLawExact(t *testing.T) {
	x := []float64{1e3, 2e3, 4e3, 8e3, 16e3}
	for _, want := range []PowerLaw{
		{Floor: 1.69, Scale: 410.7, Exponent: 0.28}, // the data term of Hoffmann et al.
		{Floor: 0, Scale: 12, Exponent: 0.095},      // that of Kaplan et al. (2020), without a floor
		{Floor: 0.9, Scale: -30, Exponent: 0.5},     // an accuracy, which grows
	} {
		y := make([]float64, len(x))
		for i := range x {
			y[i] = want.At(x[i])
		}
		got, err := FitPowerLaw(x, y)
		if err != nil || math.Abs(got.Exponent-want.Exponent) > 1e-5 ||
			math.Abs(got.Floor-want.Floor) > 1e-3 || math.Abs(got.Scale/want.Scale-1) > 1e-3 {
			t.Errorf("FitPowerLaw of %+v = %+v, %v", want, got, err)
		}
	}
}

// TestFitPowerLawNoisy compares with scipy 1.17's curve_fit on the same points.
func TestFitPowerLawNoisy(t *testing.T) {
	x := []float64{800, 1600, 3200, 6400, 12800, 800, 1600, 3200, 6400, 12800}
	y := []float64{2.91, 2.43, 2.02, 1.80, 1.61, 2.95, 2.40, 2.05, 1.77, 1.63}
	got, err := FitPowerLaw(x, y)
	if err != nil {
		t.Fatal(err)
	}
	want := PowerLaw{Floor: 1.2262610881413065, Scale: 60.227514614857895, Exponent: 0.5331019712834676}
	if math.Abs(got.Exponent/want.Exponent-1) > 1e-4 || math.Abs(got.Floor/want.Floor-1) > 1e-4 || math.Abs(got.Scale/want.Scale-1) > 1e-3 {
		t.Errorf("FitPowerLaw = %+v, want %+v", got, want)
	}
}

// TestFitPowerLawAtEdge fits values that no exponent within the search is best for.
func TestFitPowerLawAtEdge(t *testing.T) {
	x := []float64{1, 2, 4, 8, 16}
	for name, c := range map[string]struct {
		y    []float64
		want bool
	}{
		"constant":              {[]float64{2, 2, 2, 2, 2}, true},
		"a step":                {[]float64{9, 1, 1, 1, 1}, true},
		"growth that speeds up": {[]float64{1, 1.1, 1.5, 3, 9}, true},
		"a power law":           {[]float64{3, 2.4, 2, 1.7, 1.5}, false},
	} {
		if got, err := FitPowerLaw(x, c.y); err != nil || got.AtEdge() != c.want {
			t.Errorf("%s: AtEdge of %+v, %v = %v, want %v", name, got, err, got.AtEdge(), c.want)
		}
	}
}

func TestFitPowerLawRefuses(t *testing.T) {
	cases := []struct {
		name string
		x, y []float64
	}{
		{"lengths", []float64{1, 2, 3, 4}, []float64{1, 2, 3}},
		{"three sizes", []float64{1, 2, 3, 3}, []float64{4, 3, 2, 2}},
		{"zero size", []float64{0, 1, 2, 3, 4}, []float64{5, 4, 3, 2, 1}},
		{"no value", []float64{1, 2, 3, 4}, []float64{4, 3, math.NaN(), 1}},
	}
	for _, c := range cases {
		if got, err := FitPowerLaw(c.x, c.y); err == nil {
			t.Errorf("%s: FitPowerLaw = %+v, want an error", c.name, got)
		}
	}
}
