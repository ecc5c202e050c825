package stages

import (
	"math"
	"slices"

	"pipe/metrics"
	"pipe/stages/benchmarks"
	"pipe/stages/page"
)

// difference returns n less m, given the samples of both. Where each document
// has a score in both, its error is that of the mean difference over
// documents, the paired analysis of Miller (2024), "Adding Error Bars to
// Evals"; otherwise the two errors are taken as independent.
func difference(m, n Number, was, is []benchmarks.Sample) page.Difference {
	d := page.Difference{HasValue: true, Value: n.Value.Value - m.Value.Value}
	gains := pair(n.Value.Metric, was, is)
	switch {
	case len(gains) > 1:
		_, d.StdErr = metrics.Mean(gains)
		d.Paired, d.HasError = true, true
	case m.Value.HasError && n.Value.HasError:
		d.StdErr = math.Sqrt(float64(m.Value.StdErr*m.Value.StdErr) + float64(n.Value.StdErr*n.Value.StdErr))
		d.HasError = true
	}
	half := float64(metrics.Z95 * d.StdErr)
	d.Low, d.High = d.Value-half, d.Value+half
	return d
}

// pair returns the gain on each document, or nil where the two do not score
// the same documents one by one.
func pair(metric string, was, is []benchmarks.Sample) []float64 {
	if len(was) != len(is) {
		return nil
	}
	gains := make([]float64, len(is))
	for i := range is {
		old, okOld := score(was[i], metric)
		now, okNow := score(is[i], metric)
		if !okOld || !okNow || was[i].Item != is[i].Item {
			return nil
		}
		gains[i] = now - old
	}
	return gains
}

// score returns what a metric gave one sample.
func score(s benchmarks.Sample, metric string) (float64, bool) {
	i := slices.Index(s.Metrics, metric)
	if i < 0 {
		return 0, false
	}
	return s.Scores[i], true
}
