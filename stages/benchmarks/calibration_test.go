package benchmarks

import (
	"context"
	"math"
	"testing"
)

// TestCalibration has classes and choices of the same probabilities: the worked
// example of the Brier score, and its confidences .665, .665 and .5 in bins.
func TestCalibration(t *testing.T) {
	softmax := func(x ...float64) (p []float64) {
		sum := 0.0
		for _, v := range x {
			sum += math.Exp(v)
		}
		for _, v := range x {
			p = append(p, math.Exp(v)/sum)
		}
		return p
	}
	logs := [][]float64{{-1, -2, -3}, {-2, -1, -3}, {-1, -1, -60}}
	gold := []int64{0, 0, 1}
	want := map[string]float64{
		// bins (.6, .7] with one of two right, and (.4, .5] with one wrong: the first of equals is chosen
		"brier": (.1800611 + (.7552715*.7552715 + .6652410*.6652410 + .0900306*.0900306) + .5) / 3,
		"ece":   (2*math.Abs(.5-.6652410) + .5) / 3,
		"mce":   .5,
	}
	for _, request := range []string{MultipleChoice, Classify} {
		m := &fake{likelihoods: map[string]Likelihood{}}
		var items []Item
		for i, x := range logs {
			it := Item{ID: string(rune('a' + i)), Context: string(rune('a' + i)), Text: "t", Choices: []string{"x", "y", "z"}, Gold: gold[i : i+1]}
			items = append(items, it)
			m.classes = append(m.classes, softmax(x...))
			for k, c := range it.Choices {
				m.likelihoods[it.Context+"| "+c] = Likelihood{Sum: x[k], Tokens: 1}
			}
		}
		s := spec(request, "acc brier ece mce")
		r, err := Evaluate(context.Background(), m, s, items, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Values[1:] {
			if math.Abs(v.Value-want[v.Metric]) > 1e-6 {
				t.Errorf("%s of %s = %.6f, want %.6f", v.Metric, request, v.Value, want[v.Metric])
			}
		}
		bins := Reliabilities(&s, r.Samples)
		if len(bins) != 10 || bins[6].N != 2 || bins[6].Accuracy != .5 || bins[4].N != 1 || bins[4].Accuracy != 0 {
			t.Errorf("Reliabilities of %s = %+v, want two answers in (.6, .7], one right, and a wrong one in (.4, .5]", request, bins)
		}
		s.Metrics = []string{"acc"}
		if bins := Reliabilities(&s, r.Samples); bins != nil {
			t.Errorf("Reliabilities without ece = %v, want none", bins)
		}
	}
}
