package metrics

import (
	"fmt"
	"math"
	"slices"
)

// ArgMax returns the index of the largest element; of equal ones the first.
// A NaN or an empty slice is an error.
func ArgMax(x []float64) (int, error) {
	if len(x) == 0 {
		return 0, fmt.Errorf("largest of no numbers")
	}
	best := 0
	for i, v := range x {
		if math.IsNaN(v) {
			return 0, fmt.Errorf("number %d of %d is NaN", i, len(x))
		}
		if v > x[best] {
			best = i
		}
	}
	return best, nil
}

// Accuracy returns the share of predictions equal to the gold class.
func Accuracy(gold, pred []int) float64 {
	right := 0
	for i := range gold {
		if gold[i] == pred[i] {
			right++
		}
	}
	return ratio(right, len(gold))
}

// counts are the cells of a one-against-rest confusion table.
type counts struct{ tp, fp, fn int }

func count(gold, pred []int, class int) counts {
	var c counts
	for i := range gold {
		switch {
		case gold[i] == class && pred[i] == class:
			c.tp++
		case pred[i] == class:
			c.fp++
		case gold[i] == class:
			c.fn++
		}
	}
	return c
}

// F1 returns precision, recall and their harmonic mean for one class. A
// measure with a zero denominator is 0.
func F1(gold, pred []int, class int) (precision, recall, f1 float64) {
	c := count(gold, pred, class)
	return ratio(c.tp, c.tp+c.fp), ratio(c.tp, c.tp+c.fn), ratio(2*c.tp, 2*c.tp+c.fp+c.fn)
}

// classes returns every class of gold or pred, in increasing order.
func classes(gold, pred []int) []int {
	all := slices.Concat(gold, pred)
	slices.Sort(all)
	return slices.Compact(all)
}

// MacroF1 returns the mean of the classes' F1 over the classes that occur in
// gold or pred. It is the mean of F1s, not the F1 of means.
func MacroF1(gold, pred []int) float64 {
	cs := classes(gold, pred)
	sum := 0.0
	for _, c := range cs {
		_, _, f1 := F1(gold, pred, c)
		sum += f1
	}
	return sum / float64(max(len(cs), 1))
}

// MicroF1 returns F1 over the pooled counts of all classes; for single-label
// data it equals accuracy.
func MicroF1(gold, pred []int) float64 {
	var all counts
	for _, class := range classes(gold, pred) {
		c := count(gold, pred, class)
		all.tp, all.fp, all.fn = all.tp+c.tp, all.fp+c.fp, all.fn+c.fn
	}
	return ratio(2*all.tp, 2*all.tp+all.fp+all.fn)
}

// WeightedF1 returns the classes' F1 weighted by how often each is gold.
func WeightedF1(gold, pred []int) float64 {
	sum := 0.0
	for _, class := range classes(gold, pred) {
		c := count(gold, pred, class)
		sum += float64(ratio(2*c.tp, 2*c.tp+c.fp+c.fn) * float64(c.tp+c.fn))
	}
	return sum / float64(max(len(gold), 1))
}

// Matthews returns the multi-class Matthews correlation (Gorodkin 2004), or 0
// where its denominator is 0.
func Matthews(gold, pred []int) float64 {
	n, right := float64(len(gold)), 0.0
	var cross, sumPred, sumGold float64
	for _, class := range classes(gold, pred) {
		c := count(gold, pred, class)
		p, t := float64(c.tp+c.fp), float64(c.tp+c.fn)
		right += float64(c.tp)
		cross += float64(p * t)
		sumPred += float64(p * p)
		sumGold += float64(t * t)
	}
	n2 := float64(n * n)
	denominator := math.Sqrt(float64((n2 - sumPred) * (n2 - sumGold)))
	if denominator == 0 {
		return 0
	}
	return (float64(right*n) - cross) / denominator
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}
