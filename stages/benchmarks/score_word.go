package benchmarks

import (
	"math"

	"pipe/metrics"
)

func wordMetrics() []Metric {
	return []Metric{
		{Name: "spearman", Doc: "Rank correlation with human judgement, over the pairs whose words the model knows",
			Requests: []string{Similarity}, HigherIsBetter: true, Low: -1, High: 1,
			corpus: correlation(metrics.Spearman), chance: always(0)},
		{Name: "pearson", Doc: "Correlation with human judgement, over the pairs whose words the model knows",
			Requests: []string{Similarity}, HigherIsBetter: true, Low: -1, High: 1,
			corpus: correlation(metrics.Pearson), chance: always(0)},
		{Name: "coverage", Doc: "Share of pairs whose words the model knows", Requests: []string{Similarity},
			HigherIsBetter: true, High: 1,
			score: func(_ *judge, s *Sample) (float64, error) { return indicator(s.Covered), nil }},
	}
}

func correlation(measure func(x, y []float64) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		return func(index []int) float64 {
			human, model := make([]float64, len(index)), make([]float64, len(index))
			for i, j := range index {
				human[i], model[i] = rows[j].Human, rows[j].Similarity
			}
			return measure(human, model)
		}
	}
}

// cosine returns the cosine of the angle between a and b, 0 where one is zero.
func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab += float64(x * y)
		aa += float64(x * x)
		bb += float64(y * y)
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / (math.Sqrt(aa) * math.Sqrt(bb))
}
