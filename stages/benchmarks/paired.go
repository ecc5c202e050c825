package benchmarks

import (
	"math"
	"slices"

	"pipe/metrics"
)

// Names of the tests of a Paired.
const (
	TestMcNemar       = "mcnemar"       // exact, on right and wrong answers
	TestRandomisation = "randomisation" // approximate, exchanging the two answers to an item
)

// Resamples of the paired tests. A metric over all items costs as much as the
// items each time.
const (
	meanResamples   = 10_000
	corpusResamples = 1000
	mostDraws       = 40_000_000 // items times resamples
	pairedSeed      = 12345
)

// A Paired compares what two systems answered to the same items.
type Paired struct {
	n      int
	gains  []float64 // of each item, where the metric scores items
	binary bool      // every score is 0 or 1
	corpus statistic // over the rows of the first system, and behind them the second's
}

// Pair compares by a metric. It is not ok where the two have not answered the
// same items, or the metric cannot be computed again from rows.
func Pair(metric string, was, is []Sample) (p *Paired, ok bool) {
	if len(was) != len(is) || len(is) < 2 {
		return nil, false
	}
	p = &Paired{n: len(is), binary: true}
	for i := range is {
		if was[i].Item != is[i].Item {
			return nil, false
		}
		before, okBefore := was[i].Score(metric)
		now, okNow := is[i].Score(metric)
		if !okBefore || !okNow {
			return pairCorpus(metric, was, is)
		}
		p.gains = append(p.gains, now-before)
		p.binary = p.binary && (before == 0 || before == 1) && (now == 0 || now == 1)
	}
	return p, true
}

// pairCorpus compares by a metric over all items at once, of which both systems
// have to count the same.
func pairCorpus(metric string, was, is []Sample) (*Paired, bool) {
	m, ok := lookupMetric(metric)
	if !ok || m.corpus == nil {
		return nil, false
	}
	was, is = m.counted(m.rowsBy(was)), m.counted(m.rowsBy(is))
	same := func(a, b Sample) bool { return a.Item == b.Item }
	if len(is) < 2 || !slices.EqualFunc(was, is, same) {
		return nil, false
	}
	return &Paired{n: len(is), corpus: m.corpus(slices.Concat(was, is))}, true
}

// IsMean reports whether the metric is a mean over items.
func (p *Paired) IsMean() bool { return p.corpus == nil }

// Test returns the two-sided p value of there being no difference, and the name
// of the test: McNemar's where every score is 0 or 1, else approximate
// randomisation. P is NaN where the metric is not defined.
func (p *Paired) Test() (name string, pvalue float64) {
	switch {
	case p.corpus == nil && p.binary:
		better, worse := 0, 0
		for _, g := range p.gains {
			switch {
			case g > 0:
				better++
			case g < 0:
				worse++
			}
		}
		return TestMcNemar, metrics.McNemar(better, worse)
	case p.corpus == nil:
		return TestRandomisation, metrics.RandomiseMean(p.gains, p.resamples(meanResamples), pairedSeed)
	}
	first, second := make([]int, p.n), make([]int, p.n)
	difference := func(swapped []bool) float64 {
		for i, swap := range swapped {
			first[i], second[i] = i, p.n+i
			if swap {
				first[i], second[i] = second[i], first[i]
			}
		}
		return p.corpus(second) - p.corpus(first)
	}
	if !finite(difference(make([]bool, p.n))) {
		return TestRandomisation, math.NaN()
	}
	return TestRandomisation, metrics.Randomise(p.n, p.resamples(corpusResamples), pairedSeed, difference)
}

func (p *Paired) resamples(most int) int { return max(min(most, mostDraws/p.n), 99) }

// Spread returns the standard error of the difference and its 95 % interval: of
// the mean over items, or of resampled items.
func (p *Paired) Spread() (stderr, low, high float64) {
	if p.corpus == nil {
		m, stderr := metrics.Mean(p.gains)
		half := float64(metrics.Z95 * stderr)
		return stderr, m - half, m + half
	}
	second := make([]int, p.n)
	var values []float64
	b := metrics.BootstrapPairs(p.n, p.resamples(corpusResamples), func(index []int) float64 {
		for i, j := range index {
			second[i] = p.n + j
		}
		d := p.corpus(second) - p.corpus(index)
		values = append(values, d)
		return d
	})
	// The first is that of the items themselves.
	return metrics.StdDev(values[1:]), b.Low, b.High
}
