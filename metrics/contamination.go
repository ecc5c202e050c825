package metrics

import "math"

// Subsets of evaluation samples by which share of each was found in the training
// corpus. They overlap: Touvron et al. (2023), "Llama 2", appendix A.6.
const (
	Clean    = "clean"     // less than a fifth
	NotClean = "not_clean" // a fifth or more
	NotDirty = "not_dirty" // less than four fifths
	Dirty    = "dirty"     // four fifths or more
)

// ContaminationSubsets lists the subsets in the order of the paper's table 51.
func ContaminationSubsets() []string { return []string{Clean, NotClean, NotDirty, Dirty} }

// Contaminated reports whether a sample of which a share was found belongs to a
// subset.
func Contaminated(share float64, subset string) bool {
	switch subset {
	case Clean:
		return share < 0.2
	case NotClean:
		return share >= 0.2
	case NotDirty:
		return share < 0.8
	}
	return share >= 0.8
}

// SubsetZ says how many standard deviations the mean of a subset of n samples
// lies from what so many drawn at random would have,
//
//	Z = (mean - mu) sqrt(n) / sigma
//
// where mu and sigma are mean and standard deviation of the score over all
// samples. It is NaN where sigma or n is 0.
func SubsetZ(mean, mu, sigma float64, n int) float64 {
	if sigma == 0 || n == 0 {
		return math.NaN()
	}
	return (mean - mu) * math.Sqrt(float64(n)) / sigma
}

// PopulationDeviation returns the standard deviation of x as a whole population,
// with n and not n-1: of a share p it is sqrt(p(1-p)).
func PopulationDeviation(x []float64) float64 {
	m := mean(x)
	sum := 0.0
	for _, v := range x {
		d := v - m
		sum += float64(d * d)
	}
	return math.Sqrt(sum / float64(len(x)))
}

// affectedZ is how far a subset's Z has to lie from 0.
const affectedZ = 2

// Affected reports whether the Zs of all four subsets, in the order of
// ContaminationSubsets, say that contamination moved a score: those with less of
// it are worse than chance has it, those with more are better, and each by more
// than two standard deviations. One of four alone is no evidence: subsets also
// differ in how hard they are.
func Affected(z [4]float64, higherIsBetter bool) bool {
	sign := 1.0
	if !higherIsBetter {
		sign = -1
	}
	return sign*z[0] < -affectedZ && sign*z[1] > affectedZ && sign*z[2] < -affectedZ && sign*z[3] > affectedZ
}
