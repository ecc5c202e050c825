package stages

import (
	"math"

	"pipe/metrics"
	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

// difference returns n less m, given the samples of both. Where both answered
// the same documents, its error is that of the mean difference over documents,
// the paired analysis of Miller (2024), "Adding Error Bars to Evals", or, of a
// metric over all documents at once, that of resampled documents; and a paired
// test says whether there is any. Otherwise the two errors are taken as
// independent.
func difference(m, n Number, was, is []benchmarks.Sample) page.Difference {
	d := page.Difference{HasValue: true, Value: n.Value.Value - m.Value.Value}
	if pair, ok := benchmarks.Pair(n.Value.Metric, was, is); ok && paired(&d, pair) {
		return d
	}
	if m.Value.HasError && n.Value.HasError {
		d.StdErr = math.Sqrt(float64(m.Value.StdErr*m.Value.StdErr) + float64(n.Value.StdErr*n.Value.StdErr))
		d.HasError = true
	}
	half := float64(metrics.Z95 * d.StdErr)
	d.Low, d.High = d.Value-half, d.Value+half
	return d
}

// paired fills in what a comparison of the same documents says, and reports
// whether it says anything.
func paired(d *page.Difference, pair *benchmarks.Paired) bool {
	stderr, low, high := pair.Spread()
	test, p := pair.Test()
	if math.IsNaN(stderr) || math.IsNaN(p) {
		return false
	}
	if pair.IsMean() { // around the difference of the values, which is that mean
		half := float64(metrics.Z95 * stderr)
		low, high = d.Value-half, d.Value+half
	}
	d.Paired, d.HasError, d.StdErr, d.Low, d.High = true, true, stderr, low, high
	d.HasTest, d.Test, d.P = true, test, p
	return true
}

// correct corrects the p values of comparisons that are made together.
func correct(differences []*page.Difference) {
	p := make([]float64, len(differences))
	for i, d := range differences {
		p[i] = math.NaN()
		if d.HasTest {
			p[i] = d.P
		}
	}
	holm, _ := metrics.Holm(p)
	discovery := metrics.BenjaminiHochberg(p)
	for i, d := range differences {
		if d.HasTest {
			d.Holm, d.Discovery = holm[i], discovery[i]
		}
	}
}
