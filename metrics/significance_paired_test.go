package metrics

import (
	"math"
	"slices"
	"testing"
)

// TestMcNemarForms has b = 10 and c = 3, and what scipy makes of them.
func TestMcNemarForms(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"exact", McNemar(10, 3), 0.09228515625},
		{"mid", McNemarMid(10, 3), 0.05737304687500002},
		{"mid, reversed", McNemarMid(3, 10), 0.05737304687500002},
		{"mid, equal", McNemarMid(5, 5), 0.876953125},
		{"mid, none", McNemarMid(0, 0), 1},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("McNemar %s = %.15f, want %.15f", c.name, c.got, c.want)
		}
	}
	for _, c := range []struct {
		b, c      int
		corrected bool
		chi2, p   float64
	}{
		{10, 3, false, 3.7692307692, 0.0522036353413146},
		{10, 3, true, 2.7692307692, 0.0960923294556734},
		{4, 4, true, 0, 1},
		{0, 0, false, 0, 1},
	} {
		chi2, p := McNemarChi2(c.b, c.c, c.corrected)
		if math.Abs(chi2-c.chi2) > 1e-9 || math.Abs(p-c.p) > 1e-12 {
			t.Errorf("McNemarChi2(%d, %d, %t) = %.10f, %.15f, want %.10f, %.15f", c.b, c.c, c.corrected, chi2, p, c.chi2, c.p)
		}
	}
}

// gains are those of eight items, of which all 256 exchanges give p = 0.25.
var gains = []float64{0, 1, 1, 0, 0, 1, 0, 0}

func TestRandomise(t *testing.T) {
	if got := RandomiseMean(gains, 100_000, 12345); math.Abs(got-0.25) > 0.005 {
		t.Errorf("RandomiseMean = %.4f, want about 0.25, of all exchanges", got)
	}
	if got, again := RandomiseMean(gains, 500, 1), RandomiseMean(gains, 500, 1); got != again {
		t.Errorf("RandomiseMean of one seed = %v, then %v", got, again)
	}
	if got := RandomiseMean(make([]float64, 40), 99, 1); got != 1 {
		t.Errorf("RandomiseMean of equal systems = %v, want 1", got)
	}
	long := make([]float64, 200)
	for i := range long {
		long[i] = 1
	}
	if got := RandomiseMean(long, 999, 1); got != 0.001 {
		t.Errorf("RandomiseMean of all better = %v, want 1/1000", got)
	}
}

func TestBootstrapPairs(t *testing.T) {
	got := BootstrapPairs(len(gains), 2000, func(index []int) float64 {
		sum := 0.0
		for _, i := range index {
			sum += gains[i]
		}
		return sum / float64(len(index))
	})
	want := PairedBootstrap{Low: 0.125, High: 0.75, P: 0.03648175912043978, Flips: 0.022}
	if got != want {
		t.Errorf("BootstrapPairs = %+v, want %+v, of the same resamples in Python", got, want)
	}
}

func TestBenjaminiHochberg(t *testing.T) {
	p := []float64{.01, .04, .03, .005, .2, .04}
	got := BenjaminiHochberg(append(slices.Clone(p), math.NaN()))
	want := []float64{.03, .048, .048, .03, .2, .048} // scipy's false_discovery_control
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("BenjaminiHochberg(%v) = %v, want %v", p, got, want)
			break
		}
	}
	if !math.IsNaN(got[6]) {
		t.Errorf("BenjaminiHochberg of NaN = %v, want NaN", got[6])
	}
}
