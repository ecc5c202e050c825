package benchmarks

import "pipe/metrics"

// decide returns the choice of the spec's first accuracy, or of the raw
// log-likelihoods where it has none.
func decide(spec *Spec, a *answer) (int, error) {
	for _, name := range spec.Metrics {
		if r, ok := rules[name]; ok {
			return largest(r(a))
		}
	}
	return largest(a.sums())
}

// largest returns the index of the largest number, the first of equal ones.
func largest(x []float64) (int, error) { return metrics.ArgMax(x) }

func meanOf(x []float64) (mean, stderr float64) { return metrics.Mean(x) }

func wilson(ones, n int) (low, high float64) { return metrics.Wilson(ones, n, z95) }

func bootstrap(n, resamples int, of func(index []int) float64) float64 {
	return metrics.Bootstrap(n, resamples, of)
}
