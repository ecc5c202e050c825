package stages

import (
	"fmt"
	"math"
	"testing"

	"pipe/stages/benchmarks"
)

// sampled returns samples with the given scores, by the metric acc.
func sampled(scores ...float64) []benchmarks.Sample {
	samples := make([]benchmarks.Sample, len(scores))
	for i, x := range scores {
		samples[i] = benchmarks.Sample{Item: fmt.Sprint(i), Metrics: []string{"acc"}, Scores: []float64{x}}
	}
	return samples
}

func TestDifference(t *testing.T) {
	renamed := sampled(0, 1, 0, 1)
	renamed[2].Item = "9"
	bare := sampled(0, 1, 0, 1)
	bare[3].Metrics = nil
	old, now := sampled(0, 0, 1, 1), sampled(1, 1, 1, 0) // gains 1, 1, 0, -1
	unpaired := 0.5                                      // of 0.3 and 0.4
	tests := []struct {
		name    string
		was, is []benchmarks.Sample
		stderr  float64
		paired  bool
	}{
		{"paired", old, now, math.Sqrt(11.0/12) / 2, true},
		{"no gain has no error", old, old, 0, true},
		{"other numbers of documents", old[:3], now, unpaired, false},
		{"other documents", renamed, now, unpaired, false},
		{"a metric over all documents at once", bare, now, unpaired, false},
	}
	m := Number{Value: benchmarks.Value{Metric: "acc", Value: 0.5, HasValue: true, StdErr: 0.3, HasError: true}}
	n := Number{Value: benchmarks.Value{Metric: "acc", Value: 0.75, HasValue: true, StdErr: 0.4, HasError: true}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := difference(m, n, test.was, test.is)
			if d.Value != 0.25 || d.Paired != test.paired || math.Abs(d.StdErr-test.stderr) > 1e-12 {
				t.Errorf("difference() = %v ± %v, paired %v, want 0.25 ± %v, paired %v",
					d.Value, d.StdErr, d.Paired, test.stderr, test.paired)
			}
			if want := 0.25 + 1.96*test.stderr; math.Abs(d.High-want) > 1e-4 || math.Abs(d.Low+d.High-0.5) > 1e-12 {
				t.Errorf("difference() spans %v to %v, want it around 0.25 up to %v", d.Low, d.High, want)
			}
		})
	}
}
