package metrics

import "math"

// A CalibrationBin holds what was answered with a confidence above Low and up to
// High; the first bin holds confidence 0 too.
type CalibrationBin struct {
	Low, High  float64
	N          int
	Confidence float64 // mean, 0 where the bin is empty
	Accuracy   float64 // share of right answers, 0 where the bin is empty
}

// Calibration sorts answers by their confidence, from 0 to 1, into bins of equal
// width: the reliability diagram of DeGroot and Fienberg (1983), as Guo et al.
// (2017), "On Calibration of Modern Neural Networks", section 2, draw it. A
// confidence on an edge is in the lower bin; edges are bin/bins, compared as they
// are, since a product would round past some of them.
func Calibration(confidence []float64, right []bool, bins int) []CalibrationBin {
	list := make([]CalibrationBin, bins)
	for i := range list {
		list[i].Low, list[i].High = float64(i)/float64(bins), float64(i+1)/float64(bins)
	}
	for k, c := range confidence {
		i := 0
		for i < bins-1 && c > list[i].High {
			i++
		}
		list[i].N++
		list[i].Confidence += c
		if right[k] {
			list[i].Accuracy++
		}
	}
	for i := range list {
		if n := float64(list[i].N); n > 0 {
			list[i].Confidence /= n
			list[i].Accuracy /= n
		}
	}
	return list
}

// ECE is the expected calibration error: the mean distance of a bin's accuracy
// from its confidence, weighted by how many answers it holds (Guo et al. 2017,
// equation 3).
func ECE(bins []CalibrationBin) float64 {
	sum, n := 0.0, 0
	for _, b := range bins {
		sum += float64(float64(b.N) * math.Abs(b.Accuracy-b.Confidence))
		n += b.N
	}
	return sum / float64(n)
}

// MCE is the largest of those distances (Guo et al. 2017, equation 5).
func MCE(bins []CalibrationBin) float64 {
	worst := 0.0
	for _, b := range bins {
		if b.N > 0 {
			worst = max(worst, math.Abs(b.Accuracy-b.Confidence))
		}
	}
	return worst
}
