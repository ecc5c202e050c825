package benchmarks

import (
	"math"

	"pipe/metrics"
)

var inf = math.Inf(1)

func lossMetrics() []Metric {
	words := func(s *Sample) int64 { return s.Words }
	bytes := func(s *Sample) int64 { return s.Bytes }
	return []Metric{
		{Name: "word_perplexity", Doc: "exp of minus the log-likelihood per word", Requests: []string{Perplexity},
			Low: 1, High: inf, corpus: perUnit(words, metrics.Perplexity)},
		{Name: "byte_perplexity", Doc: "exp of minus the log-likelihood per byte", Requests: []string{Perplexity},
			Low: 1, High: inf, corpus: perUnit(bytes, metrics.Perplexity)},
		{Name: "bits_per_byte", Doc: "Bits the model spends on a byte of text", Requests: []string{Perplexity},
			High: inf, corpus: perUnit(bytes, metrics.BitsPerByte)},
	}
}

// perUnit makes a metric of the summed log-likelihood and the summed number of
// units: a ratio over the corpus, no mean over texts.
func perUnit(units func(*Sample) int64, measure func(loglik float64, count int) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		return func(index []int) float64 {
			sum, n := 0.0, int64(0)
			for _, i := range index {
				sum += rows[i].LogLikelihoods[0]
				n += units(&rows[i])
			}
			return measure(sum, int(n))
		}
	}
}
