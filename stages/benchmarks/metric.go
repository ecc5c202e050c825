package benchmarks

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Metric judges answers. Either it scores each item and its value is the
// mean of the scores, or it is computed over all items at once.
type Metric struct {
	Name           string
	Doc            string
	Requests       []string // request types whose answers it judges
	HigherIsBetter bool
	Low, High      float64 // range of values; High may be infinite

	samples int64 // responses of an item that it needs, 0 for any number
	score   func(a *answer) (float64, error)
	corpus  func(as []*answer) statistic
	chance  func(it *Item) (float64, bool)
}

// A statistic is a metric over the answers with the given indices, each of
// which may come several times. Making one counts what can be counted once,
// so that resampling is cheap.
type statistic func(index []int) float64

// Metrics lists all metrics by request type. pass@k stands for pass@1,
// pass@10 and so on.
func Metrics() []Metric {
	return slices.Concat(choiceMetrics(), textMetrics(), codeMetrics(), labelMetrics(), lossMetrics(), wordMetrics())
}

// lookupMetric returns the metric of the given name, with pass@k's k filled in.
func lookupMetric(name string) (Metric, bool) {
	if digits, ok := strings.CutPrefix(name, passPrefix); ok {
		k, err := strconv.Atoi(digits)
		if err != nil || k < 1 || strconv.Itoa(k) != digits {
			return Metric{}, false
		}
		return passMetric(name, k), true
	}
	for _, m := range Metrics() {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// metricNames lists the metrics for a request type, with pass@1 for pass@k.
func metricNames(request string) []string {
	var names []string
	for _, m := range Metrics() {
		if slices.Contains(m.Requests, request) {
			names = append(names, strings.Replace(m.Name, "@k", "@1", 1))
		}
	}
	return names
}

// An answer is an item with what the model said to it.
type answer struct {
	item          *Item
	likelihoods   []Likelihood // of the choices
	unconditional []Likelihood // of the choices after an empty context
	chosen        int          // choice or class decided for, -1 without one
	responses     []string
	filtered      []string
	match         func(string) string // what exact_match compares
	verdicts      []string            // of completed programs; "passed" is one
	loglik        float64             // of a whole text
	probabilities []float64           // of the classes
	similarity    float64             // of the word pair
	covered       bool                // both words have vectors
}

// sums returns the log-likelihood of each choice.
func (a *answer) sums() []float64 {
	sums := make([]float64, len(a.likelihoods))
	for i, l := range a.likelihoods {
		sums[i] = l.Sum
	}
	return sums
}

// uniform is the chance of an item whose gold is guessed among its choices.
func uniform(it *Item) (float64, bool) {
	return float64(len(it.Gold)) / float64(len(it.Choices)), true
}

// always is a chance that does not depend on the items.
func always(chance float64) func(*Item) (float64, bool) {
	return func(*Item) (float64, bool) { return chance, true }
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
