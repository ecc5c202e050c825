package metrics

import (
	"math"
	"testing"
)

// TestECE has worked examples in which confidences lie on edges of bins, and the
// reliability of the one with ten.
func TestECE(t *testing.T) {
	confidence := []float64{.95, .9, .85, .6, .55, .3}
	right := []bool{true, true, false, true, false, false}
	for _, c := range []struct {
		bins     int
		ece, mce float64
	}{{10, .2083333333, .375}, {5, .1916666667, .3}, {1, .1916666667, .1916666667}} {
		bins := Calibration(confidence, right, c.bins)
		if got := ECE(bins); math.Abs(got-c.ece) > 1e-9 {
			t.Errorf("ECE of %d bins = %.10f, want %.10f", c.bins, got, c.ece)
		}
		if got := MCE(bins); math.Abs(got-c.mce) > 1e-9 {
			t.Errorf("MCE of %d bins = %.10f, want %.10f", c.bins, got, c.mce)
		}
	}
	bins := Calibration(confidence, right, 10)
	for i, want := range []int{0, 0, 1, 0, 0, 2, 0, 0, 2, 1} {
		if bins[i].N != want {
			t.Errorf("bin %d holds %d, want %d", i, bins[i].N, want)
		}
	}
	if b := bins[8]; b.Low != .8 || b.High != .9 || math.Abs(b.Confidence-.875) > 1e-12 || b.Accuracy != .5 {
		t.Errorf("bin 8 = %+v, want (.8, .9] with confidence .875 and accuracy .5", b)
	}
	edges := Calibration([]float64{0, 1}, []bool{true, true}, 10)
	if edges[0].N != 1 || edges[9].N != 1 {
		t.Errorf("0 and 1 are in %+v, want the first and the last bin", edges)
	}
}
