package stages

import (
	"fmt"
	"math"
	"testing"

	"pipe/artifacts"
	"pipe/stages/benchmarks"
)

// observed is the number of an evaluation of that name, the mean of scores.
func observed(name string, scores ...float64) *observation {
	o := &observation{evaluation: artifacts.Sum([]byte(name))}
	sum := 0.0
	for i, x := range scores {
		o.shares = append(o.shares, benchmarks.Share{Item: fmt.Sprint(i), Value: x})
		sum += x
	}
	o.value = benchmarks.Value{
		Metric: "acc", Value: sum / float64(len(scores)), HasValue: true, HigherIsBetter: true, Low: 0.1, High: 0.9, Interval: "wilson",
	}
	return o
}

// bare is a number that no item has a share in.
func bare(name string, value float64) *observation {
	o := observed(name, value)
	o.shares = nil
	return o
}

// TestSummarize has means, errors and tests by hand: scipy 1.17.1 gave the
// p values: ttest_rel, binomtest and t.sf.
func TestSummarize(t *testing.T) {
	base := []*observation{observed("b1", 0, 0, 1, 1), observed("b2", 0, 1, 1, 0), observed("b3", 0, 0, 0, 1)}
	better := []*observation{observed("v1", 1, 1, 1, 1), observed("v2", 1, 1, 1, 1), observed("v3", 1, 1, 1, 0)}
	tests := []struct {
		name               string
		runs, baseline     []*observation
		difference, stderr float64
		test               string
		p                  float64 // NaN for none
	}{
		// Differences .5, .5, .5; items 1, 2/3, 1/3, 0 on the mean.
		{"seeds that agree", better, base, 0.5, math.Sqrt(5.0/27) / 2, testSeedsAndItems, 0.1457578},
		{"no items", []*observation{bare("v1", 0.5), bare("v2", 0.75), bare("v3", 0.7)},
			[]*observation{bare("b1", 0.25), bare("b2", 0.25), bare("b3", 0.5)}, 0.95 / 3, 0.09279607, testSeeds, 0.0761884},
		{"seeds that agree without items", []*observation{bare("v1", 0.5), bare("v2", 0.5)}, []*observation{bare("b1", 0.25), bare("b2", 0.25)},
			0.25, 0, testSeeds, math.NaN()},
		{"one seed, right or wrong", better[:1], base[:1], 0.5, 0.2886751, testMcNemar, 0.5},
		{"one seed, scores", []*observation{observed("v", 0.5, 0.25, 1, 0.25)}, []*observation{observed("b", 0.25, 0.25, 0.5, 0)},
			0.25, 0.1020621, testItems, 0.0917211},
		{"one seed, no items", []*observation{bare("v", 0.5)}, []*observation{bare("b", 0.25)}, 0.25, 0, "", math.NaN()},
		{"a seed that changes nothing", []*observation{better[0], better[0]}, []*observation{base[0], base[0]}, 0.5, 0.2886751, testMcNemar, 0.5},
		{"a variant that changes nothing", base, base, 0, 0, "", math.NaN()},
		{"another artifact that says the same", []*observation{observed("v1", 0, 0, 1, 1), observed("v2", 0, 1, 1, 0)}, base[:2], 0, 0, testSeedsAndItems, 1},
		{"a round without a value", []*observation{nil, better[0]}, base[:2], 0.5, 0.2886751, testMcNemar, 0.5},
		{"nothing in common", []*observation{nil}, base[:1], 0, 0, "", math.NaN()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := summarize(Effect{Variant: "v"}, test.runs, test.baseline)
			if math.Abs(r.Difference-test.difference) > 1e-12 || math.Abs(r.StdErr-test.stderr) > 5e-8 || r.Test != test.test {
				t.Errorf("difference %v ± %v by %q, want %v ± %v by %q", r.Difference, r.StdErr, r.Test, test.difference, test.stderr, test.test)
			}
			if r.HasP == math.IsNaN(test.p) || r.HasP && math.Abs(r.P-test.p) > 5e-8 {
				t.Errorf("p = %v, %v, want %v", r.P, r.HasP, test.p)
			}
		})
	}
}

func TestSummarizeMeans(t *testing.T) {
	one := observed("v1", 1, 0, 1, 1)
	r := summarize(Effect{Baseline: true}, []*observation{one, one}, nil)
	if r.Runs != 1 || r.Interval != "wilson" || r.Low != 0.1 || r.High != 0.9 || r.HasSD {
		t.Errorf("one run twice: %d runs, %s interval %v to %v, want the evaluation's own", r.Runs, r.Interval, r.Low, r.High)
	}
	r = summarize(Effect{Baseline: true}, []*observation{one, observed("v2", 1, 1, 1, 1), observed("v3", 1, 1, 1, 0)}, nil)
	half := 4.302652729749464 * math.Sqrt(1.0/48) / math.Sqrt(3) // t of 2 degrees of freedom
	if r.Runs != 3 || r.Interval != "seeds" || math.Abs(r.SD-math.Sqrt(1.0/48)) > 1e-12 || math.Abs(r.High-r.Mean-half) > 1e-12 {
		t.Errorf("three runs: sd %v, %s interval up to %v, want %v and %v", r.SD, r.Interval, r.High, math.Sqrt(1.0/48), r.Mean+half)
	}
}

// TestDecide corrects four comparisons, one of which has no test.
func TestDecide(t *testing.T) {
	row := func(difference, p float64) Effect {
		return Effect{
			Pairs: 3, Difference: difference, DifferenceSD: 0.02, HasSeeds: true, P: p, HasP: true, HigherIsBetter: true,
		}
	}
	lower, untested, zero, noisy, once := row(0.2, 0.002), row(0.1, 0), row(0, 1), row(0.02, 0.2), row(0.1, 0.3)
	lower.HigherIsBetter, untested.HasP, once.HasSeeds = false, false, false
	noisy.ItemsStdErr, noisy.HasItems = 0.01, true
	rows := []Effect{{Baseline: true}, {Pairs: 3, Same: true}, row(0.2, 0.001), lower, row(0.03, 0.02), untested, zero, noisy, once}
	if got := decide(rows, 0.05); got != 6 {
		t.Errorf("decide() = %d comparisons, want 6", got)
	}
	want := []struct {
		verdict   string
		corrected float64
		settled   string
		more      int64
	}{
		{"", 0, "", 0},
		{verdictSame, 0, "", 0},
		{verdictBetter, 0.006, "", 0},
		{verdictWorse, 0.01, "", 0},
		// 0.03 of sd 0.02 at alpha 0.05/4: statsmodels TTestPower gives 8.2 for the power of 0.8.
		{verdictUndecided, 0.08, settledBySeeds, 9 - 3},
		{verdictUndecided, 0, settledUnknown, 0},
		{verdictUndecided, 1, settledByNothing, 0},
		{verdictUndecided, 0.6, settledByItems, 0},
		{verdictUndecided, 0.6, settledUnknown, 0},
	}
	for i, w := range want {
		r := rows[i]
		if r.Verdict != w.verdict || math.Abs(r.Corrected-w.corrected) > 1e-12 || r.Settled != w.settled || r.MoreSeeds != w.more {
			t.Errorf("row %d: %q, corrected %v, settled by %q with %d more; want %q, %v, %q, %d",
				i, r.Verdict, r.Corrected, r.Settled, r.MoreSeeds, w.verdict, w.corrected, w.settled, w.more)
		}
	}
}
