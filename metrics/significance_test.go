package metrics

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestSignificancePeers compares with testdata/significance.json, the figures
// of scipy and statsmodels. testdata/significance.py says how they were made.
func TestSignificancePeers(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "significance.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p struct {
		Gammas, Normals  [][2]float64
		Tails, Criticals [][3]float64
		Betas, Powers    [][4]float64
		Mcnemar          [][3]float64
		Paired           []struct {
			D               []float64
			T, P, Low, High float64
		}
		Holm  []struct{ P, Adjusted []float64 }
		Needs []struct {
			Mean, SD, Fixed, Alpha float64
			N                      int
		}
	}
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	check := func(name string, in any, got, want, relative float64) {
		t.Helper()
		if !near(got, want, relative*math.Abs(want)+2e-15) {
			t.Errorf("%s(%v) = %v, want %v", name, in, got, want)
		}
	}
	for _, c := range p.Gammas {
		check("logGamma", c[0], logGamma(c[0]), c[1], 1e-14)
	}
	for _, c := range p.Normals {
		check("normalCDF", c[0], normalCDF(c[0]), c[1], 1e-13)
	}
	for _, c := range p.Betas {
		check("incompleteBeta", c[:3], incompleteBeta(c[2], 1-c[2], c[0], c[1]), c[3], 2e-11)
	}
	for _, c := range p.Tails {
		check("StudentTails", c[:2], StudentTails(c[0], c[1]), c[2], 1e-10)
	}
	for _, c := range p.Criticals {
		check("StudentCritical", c[:2], StudentCritical(c[0], c[1]), c[2], 1e-10)
	}
	for _, c := range p.Paired {
		test := PairedT(c.D)
		low, high := test.Interval(0.95)
		check("PairedT", c.D, test.Mean/test.StdErr, c.T, 1e-12)
		check("PairedT p", c.D, test.P, c.P, 1e-11)
		check("Interval low", c.D, low, c.Low, 1e-11)
		check("Interval high", c.D, high, c.High, 1e-11)
	}
	for _, c := range p.Mcnemar {
		check("McNemar", c[:2], McNemar(int(c[0]), int(c[1])), c[2], 1e-11)
	}
	for _, c := range p.Holm {
		adjusted, _ := Holm(c.P)
		for i, want := range c.Adjusted {
			check("Holm", c.P, adjusted[i], want, 1e-15)
		}
	}
	for _, c := range p.Powers {
		if got := PowerT(c[0], c[1], c[2]); !near(got, c[3], 2e-8) {
			t.Errorf("PowerT(%v) = %v, want %v", c[:3], got, c[3])
		}
	}
	for _, c := range p.Needs {
		if n, ok := PairsNeeded(c.Mean, c.SD, c.Fixed, c.Alpha, 0.8, 300); n != c.N || ok != (c.N > 0) {
			t.Errorf("PairsNeeded(%v) = %d, %v, want %d", c, n, ok, c.N)
		}
	}
}

// TestSignificanceExamples has the worked examples of the papers.
func TestSignificanceExamples(t *testing.T) {
	sleep := PairedT([]float64{1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4}) // Student 1908, section IX
	items := PairedT([]float64{0, 1, 1, 0, 0, 1, 0, 0})
	two := TwoSourceT(TTest{Mean: 0.02, StdErr: 0.003, DF: 2}, 0.004)
	low, high := two.Interval(0.95)
	adjusted, burden := Holm([]float64{0.01, 0.04, math.NaN(), 0.03, 0.005})
	tests := []struct {
		name                 string
		got, want, tolerance float64
	}{
		{"t of Student's sleepers", sleep.Mean / sleep.StdErr, 4.0621, 5e-5},
		{"p of Student's sleepers", sleep.P, 0.002833, 5e-7},
		{"difference of items", items.Mean, 0.375, 0},
		{"standard error of items", items.StdErr, 0.1829813, 5e-8},
		{"McNemar", McNemar(10, 3), 0.0922852, 5e-8},
		{"standard error of two sources", two.StdErr, 0.005, 1e-15},
		{"p of two sources", two.P, 1 - 4/math.Sqrt(18), 1e-14}, // closed form for 2 degrees of freedom
		{"low of two sources", low, 0.02 - 0.005*4.302652729749464, 1e-12},
		{"high of two sources", high, 0.02 + 0.005*4.302652729749464, 1e-12},
		{"Holm, smallest", adjusted[4], 0.02, 1e-15},
		{"Holm, second", adjusted[0], 0.03, 1e-15},
		{"Holm, third", adjusted[3], 0.06, 1e-15},
		{"Holm, not below the third", adjusted[1], 0.06, 1e-15},
		{"burden of the smallest", float64(burden[4]), 4, 0},
		{"burden of the largest", float64(burden[1]), 1, 0},
		{"burden of NaN", float64(burden[2]), 0, 0},
	}
	for _, test := range tests {
		if !near(test.got, test.want, test.tolerance) {
			t.Errorf("%s = %v, want %v", test.name, test.got, test.want)
		}
	}
	if !math.IsNaN(adjusted[2]) {
		t.Errorf("Holm(NaN) = %v, want NaN", adjusted[2])
	}
	if n, ok := PairsNeeded(0.5, 1, 0, 0.05, 0.8, 1000); n != 34 || !ok { // Cohen 1988, table 2.4.1 for one sample
		t.Errorf("PairsNeeded(0.5 sd) = %d, %v, want 34", n, ok)
	}
}

// TestWithoutNoise holds that a standard error of 0 is not taken for certainty.
func TestWithoutNoise(t *testing.T) {
	for _, c := range []struct {
		differences []float64
		want        float64
	}{{[]float64{0, 0}, 1}, {[]float64{0.25, 0.25}, math.NaN()}, {[]float64{0.25}, math.NaN()}, {nil, math.NaN()}} {
		if got := PairedT(c.differences).P; got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("PairedT(%v).P = %v, want %v", c.differences, got, c.want)
		}
	}
	if n, ok := PairsNeeded(0, 1, 0, 0.05, 0.8, 100); ok {
		t.Errorf("PairsNeeded(0) = %d, want none", n)
	}
	if n, ok := PairsNeeded(1, 0, 0, 0.05, 0.8, 100); n != 2 || !ok {
		t.Errorf("PairsNeeded(sd 0) = %d, %v, want 2", n, ok)
	}
}

// TestTwoSources measures two equal systems again and again on few items with
// few seeds. Where it is the items that favour one of them, a test that sees
// seeds alone finds a difference far too often.
func TestTwoSources(t *testing.T) {
	const rounds, seeds, items, limit = 2000, 3, 60, 129
	for _, c := range []struct {
		name                   string
		ofSeed, ofItem, ofBoth float64 // standard deviations
		misled                 bool    // whether seeds alone are
	}{{"items", 0.01, 1, 0.2, true}, {"seeds", 1, 0.1, 0.2, false}, {"all", 0.1, 0.5, 0.5, true}} {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			bySeeds, byBoth := 0, 0
			for range rounds {
				means, favour := make([]float64, seeds), make([]float64, items)
				for j := range favour {
					of := c.ofItem * r.NormFloat64()
					favour[j] = of
					for i := range means {
						means[i] += of / items
					}
				}
				for i := range means {
					shift := c.ofSeed * r.NormFloat64()
					for j := range favour {
						d := shift + c.ofBoth*r.NormFloat64()
						means[i] += d / items
						favour[j] += d / seeds
					}
				}
				runs := PairedT(means)
				_, stderr := Mean(favour)
				if runs.P < 0.05 {
					bySeeds++
				}
				if TwoSourceT(runs, stderr).P < 0.05 {
					byBoth++
				}
			}
			// 5 % of the rounds, and three standard deviations of such a count.
			if byBoth > limit {
				t.Errorf("TwoSourceT finds %d of %d differences that are not there, want at most %d", byBoth, rounds, limit)
			}
			if misled := bySeeds > limit; misled != c.misled {
				t.Errorf("PairedT over seeds finds %d of %d differences that are not there: too many %v, want %v", bySeeds, rounds, misled, c.misled)
			}
		})
	}
}
