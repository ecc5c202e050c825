package benchmarks

import (
	"math"
	"slices"

	"pipe/metrics"
)

// reliabilityBins is how many bins of confidence calibration is measured in.
const reliabilityBins = 10

func calibrationMetrics() []Metric {
	return []Metric{
		{Name: "brier", Doc: "Squared distance of the choices' probabilities from the truth, summed over choices",
			Requests: onLabels, High: 2, score: brier, chance: brierChance},
		{Name: "ece", Doc: "Expected calibration error, in 10 bins: how far accuracy is from the probability of what is likeliest",
			Requests: onLabels, High: 1, corpus: onReliability(metrics.ECE)},
		{Name: "mce", Doc: "As ece, of the worst bin", Requests: onLabels, High: 1, corpus: onReliability(metrics.MCE)},
	}
}

func brier(_ *judge, s *Sample) (float64, error) {
	p, err := probabilities(s)
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for i := range p {
		d := p[i] - indicator(s.isGold(int64(i)))
		sum += float64(d * d)
	}
	return sum, nil
}

// brierChance is the Brier score of equal probabilities.
func brierChance(s *Sample) float64 {
	k, g := float64(len(s.Choices)), float64(len(s.Gold))
	return 1/k - 2*g/k + g
}

// A Reliability is a bin of confidence of a benchmark's answers.
type Reliability struct {
	Low        float64 `arrow:"low"` // above, but for the first bin
	High       float64 `arrow:"high"`
	N          int64   `arrow:"n"`
	Confidence float64 `arrow:"confidence"` // mean; 0 without answers
	Accuracy   float64 `arrow:"accuracy"`
}

// Reliabilities sorts answers with probabilities into bins of the likeliest
// one's: what ece and mce are computed from. There are none where the spec asks
// for neither.
func Reliabilities(spec *Spec, rows []Sample) []Reliability {
	if !slices.Contains(spec.Metrics, "ece") && !slices.Contains(spec.Metrics, "mce") {
		return nil
	}
	confidence, right := confidences(rows)
	var list []Reliability
	for _, b := range metrics.Calibration(confidence, right, reliabilityBins) {
		list = append(list, Reliability{b.Low, b.High, int64(b.N), b.Confidence, b.Accuracy})
	}
	return list
}

// confidences returns the largest probability of each row, and whether it is a
// right one's. It is NaN where no choice has a likelihood.
func confidences(rows []Sample) (confidence []float64, right []bool) {
	confidence, right = make([]float64, len(rows)), make([]bool, len(rows))
	for i := range rows {
		confidence[i] = math.NaN()
		p, err := probabilities(&rows[i])
		if err != nil {
			continue
		}
		best, err := metrics.ArgMax(p)
		if err != nil {
			continue
		}
		confidence[i], right[i] = p[best], rows[i].isGold(int64(best))
	}
	return confidence, right
}

func onReliability(measure func([]metrics.CalibrationBin) float64) func([]Sample) statistic {
	return func(rows []Sample) statistic {
		confidence, right := confidences(rows)
		c, r := make([]float64, len(rows)), make([]bool, len(rows))
		return func(index []int) float64 {
			for i, j := range index {
				c[i], r[i] = confidence[j], right[j]
			}
			return measure(metrics.Calibration(c[:len(index)], r[:len(index)], reliabilityBins))
		}
	}
}
