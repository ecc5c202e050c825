package benchmarks

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// A Metric judges answers, as rows of samples hold them. Either it scores each
// row and its value is the mean of the scores, or it is computed over all rows
// at once.
type Metric struct {
	Name           string
	Doc            string
	Requests       []string // request types whose answers it judges
	HigherIsBetter bool
	Low, High      float64 // range of values; High may be infinite

	bare      bool  // it reads an answer, and nothing that the answer is held against
	refusable bool  // it reads how likely there is no answer
	responses int64 // of an item that it needs, 0 for any number
	score     func(j *judge, s *Sample) (float64, error)
	corpus    func(rows []Sample) statistic
	units     func(rows []Sample) []Sample // what corpus is over, where that is not the rows
	chance    func(s *Sample) float64
}

// A statistic is a metric over the rows with the given indices, each of which
// may come several times. Making one counts what can be counted once, so that
// resampling is cheap.
type statistic func(index []int) float64

// Metrics lists all metrics by request type. pass@k stands for pass@1,
// pass@10 and so on.
func Metrics() []Metric { return slices.Clone(allMetrics) }

var allMetrics = slices.Concat(choiceMetrics(), textMetrics(), readingMetrics(), refusalMetrics(), judgedMetrics(), codeMetrics(), labelMetrics(), calibrationMetrics(), lossMetrics(), wordMetrics())

// lookupMetric returns the metric of the given name, with pass@k's k filled in, by
// which a value of that name is computed.
func lookupMetric(value string) (Metric, bool) {
	name, extract := SplitName(value)
	m, ok := plainMetric(name)
	m.Name = fullName(m.Name, extract)
	return m, ok
}

func plainMetric(name string) (Metric, bool) {
	if digits, ok := strings.CutPrefix(name, passPrefix); ok {
		k, err := strconv.Atoi(digits)
		if err != nil || k < 1 || strconv.Itoa(k) != digits {
			return Metric{}, false
		}
		return passMetric(name, k), true
	}
	for _, m := range allMetrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// metricNames lists the metrics for a request type, with pass@1 for pass@k.
func metricNames(request string) []string {
	var names []string
	for _, m := range allMetrics {
		if slices.Contains(m.Requests, request) {
			names = append(names, strings.Replace(m.Name, "@k", "@1", 1))
		}
	}
	return names
}

// uniform is the chance of an item whose gold is guessed among its choices.
func uniform(s *Sample) float64 { return float64(len(s.Gold)) / float64(len(s.Choices)) }

// always is a chance that does not depend on the items.
func always(chance float64) func(*Sample) float64 {
	return func(*Sample) float64 { return chance }
}

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
