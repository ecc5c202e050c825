package benchmarks

import (
	"fmt"

	"pipe/metrics"
)

// passPrefix begins the names of the metrics that run completions.
const passPrefix = "pass@"

func codeMetrics() []Metric {
	m := passMetric(passPrefix+"k", 1)
	m.responses = 0
	return []Metric{m}
}

// passMetric estimates how often one of k completions passes its test.
func passMetric(name string, k int) Metric {
	return Metric{
		Name:           name,
		Doc:            "Chance that one of k completed programs passes its test, as estimated from all samples",
		Requests:       onText,
		HigherIsBetter: true,
		High:           1,
		responses:      int64(k),
		score: func(_ *judge, s *Sample) (float64, error) {
			if n := len(s.Verdicts); n < k {
				return 0, fmt.Errorf("%d completions for %s", n, name)
			}
			right := 0
			for _, v := range s.Verdicts {
				if v == passed {
					right++
				}
			}
			return metrics.PassAtK(len(s.Verdicts), right, k), nil
		},
	}
}
