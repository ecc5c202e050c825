package metrics

import (
	"cmp"
	"math"
	"slices"
)

// A TTest says what Student's t makes of an estimate.
type TTest struct {
	Mean   float64
	StdErr float64
	DF     float64 // degrees of freedom
	P      float64 // two-sided, of a mean of 0; NaN where there is no noise to hold it against
}

// NewTTest holds an estimate against its standard error. Without noise, an
// estimate of 0 has p = 1 and every other NaN: a standard error of 0 is not
// evidence.
func NewTTest(mean, stderr, df float64) TTest {
	t := TTest{Mean: mean, StdErr: stderr, DF: df, P: math.NaN()}
	switch {
	case mean == 0 && stderr == 0:
		t.P = 1
	case stderr > 0 && df > 0:
		t.P = StudentTails(mean/stderr, df)
	}
	return t
}

// PairedT tests whether paired differences have mean 0: Student (1908), "The
// Probable Error of a Mean". StdErr and P are NaN for fewer than two.
func PairedT(differences []float64) TTest {
	m, stderr := Mean(differences)
	return NewTTest(m, stderr, float64(len(differences)-1))
}

// TwoSourceT tests a mean difference that varies for two reasons: over runs
// (seeds) and over the items that all runs were measured on. Crossed so, it has
// the variance
//
//	runs/S + items/n + both/(S n)
//
// of which the variance between S runs, over S, holds the first and third part,
// and that of the items' mean differences, over n, the second and third. Their
// sum is never too small on average: it has the third twice, as has the pigeonhole
// bootstrap of Owen (2007), "The Pigeonhole Bootstrap", section 4, for the same
// reason. The degrees of freedom are those of the runs alone, fewer than
// Satterthwaite (1946) would grant. So P is never below that of the paired t
// test over runs.
func TwoSourceT(runs TTest, itemsStdErr float64) TTest {
	variance := float64(runs.StdErr*runs.StdErr) + float64(itemsStdErr*itemsStdErr)
	return NewTTest(runs.Mean, math.Sqrt(variance), runs.DF)
}

// Interval returns the two-sided interval that holds the mean with the given
// confidence, 0.95 for 95 %.
func (t TTest) Interval(confidence float64) (low, high float64) {
	if !(t.DF > 0) {
		return math.NaN(), math.NaN()
	}
	half := float64(StudentCritical(1-confidence, t.DF) * t.StdErr)
	return t.Mean - half, t.Mean + half
}

// McNemar returns the two-sided p value of the exact test of McNemar (1947) on
// paired outcomes, given how many items only the one and only the other got
// right: min(1, 2 P(X <= min(b, c))) with X binomial of b+c and 1/2.
func McNemar(b, c int) float64 {
	if b+c == 0 {
		return 1
	}
	n, k := float64(b+c), float64(min(b, c))
	return min(1, 2*incompleteBeta(0.5, 0.5, n-k, k+1))
}

// Holm returns p values corrected for being one family, by the step-down
// procedure of Holm (1979), "A Simple Sequentially Rejective Multiple Test
// Procedure": the smallest times their number m, the next times m-1, and so on,
// none below the one before. burden holds by how much each was multiplied: a p
// value is held against alpha over it. NaN is outside the family, and stays.
func Holm(p []float64) (adjusted []float64, burden []int) {
	adjusted, burden = make([]float64, len(p)), make([]int, len(p))
	var order []int
	for i, v := range p {
		adjusted[i] = v
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	largest := 0.0
	for rank, i := range order {
		burden[i] = len(order) - rank
		largest = max(largest, min(1, float64(float64(burden[i])*p[i])))
		adjusted[i] = largest
	}
	return adjusted, burden
}
