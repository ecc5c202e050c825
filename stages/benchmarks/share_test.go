package benchmarks

import (
	"fmt"
	"math"
	"testing"

	"pipe/metrics"
)

// TestShares holds the standard errors that follow from shares against closed
// forms: of a mean, and of a ratio by linearisation.
func TestShares(t *testing.T) {
	var rows []Sample
	losses, sizes := []float64{-10, -25, -12, -40, -18, -21}, []int64{9, 20, 13, 31, 15, 20}
	total, bytes := 0.0, 0.0
	for i := range losses {
		rows = append(rows, Sample{
			Item: fmt.Sprint(i), LogLikelihoods: losses[i : i+1], Bytes: sizes[i],
			Metrics: []string{"acc"}, Scores: []float64{float64(i % 2)}, Covered: i != 3, Human: losses[i], Similarity: float64(sizes[i]),
		})
		total, bytes = total+losses[i], bytes+float64(sizes[i])
	}
	ratio, sum := total/bytes, 0.0
	for i := range losses {
		sum += math.Pow(losses[i]-ratio*float64(sizes[i]), 2)
	}
	n := float64(len(losses))
	linear := math.Sqrt(sum*n/(n-1)) / bytes / math.Ln2
	for _, test := range []struct {
		metric                  string
		items                   int
		mean, stderr, tolerance float64
	}{
		{"acc", 6, 0.5, math.Sqrt(0.3 / 6), 1e-15},
		{"bits_per_byte", 6, -ratio / math.Ln2, linear, 0.1 * linear}, // the two agree in the first order
		{"pearson", 5, math.NaN(), math.NaN(), 0},
		{"exact_match", 0, 0, 0, 0},
		{"nonsense", 0, 0, 0, 0},
	} {
		shares := Shares(test.metric, rows)
		if len(shares) != test.items {
			t.Errorf("Shares(%s) has %d items, want %d", test.metric, len(shares), test.items)
		}
		if len(shares) == 0 || math.IsNaN(test.mean) {
			continue
		}
		var values []float64
		for _, s := range shares {
			values = append(values, s.Value)
		}
		mean, stderr := metrics.Mean(values)
		if math.Abs(mean-test.mean) > 0.02*math.Abs(test.mean) || math.Abs(stderr-test.stderr) > test.tolerance {
			t.Errorf("Shares(%s) have mean %v ± %v, want %v ± %v", test.metric, mean, stderr, test.mean, test.stderr)
		}
	}
	if got := Shares("pearson", rows)[3].Item; got != "4" {
		t.Errorf("Shares(pearson)[3] is of item %s, want 4: item 3 does not count", got)
	}
}
