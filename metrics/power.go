package metrics

import "math"

// powerStrips is how many strips each part of the integral in PowerT has; it
// is even, as Simpson's rule wants it, and good for eight decimals.
const powerStrips = 400

// PowerT returns how often a two-sided t test of the given level finds a
// difference, on its own side, that lies effect > 0 standard errors from 0: one
// minus the noncentral t distribution at the critical value. With s the
// estimated standard error over the true one,
//
//	power = E[Phi(effect - critical s)],  df s^2 ~ chi-squared(df)
//
// (Johnson, Kotz and Balakrishnan 1995, Continuous Univariate Distributions 2,
// 31.1), integrated by Simpson's rule.
func PowerT(effect, df, alpha float64) float64 {
	critical := StudentCritical(alpha, df)
	// s lies in [low, high]; below from, Phi is 1, and above to it is 0.
	spread := 10 / math.Sqrt(float64(2*df))
	low, high := max(0, 1-spread), 1+spread
	from := min(max((effect-8.3)/critical, low), high)
	to := min(max((effect+8.3)/critical, low), high)
	logNorm := float64(df/2*log(df/2)) + math.Ln2 - logGamma(df/2)
	density := func(s float64) float64 {
		if s == 0 {
			if df == 1 {
				return exp(logNorm)
			}
			return 0
		}
		return exp(logNorm + float64((df-1)*log(s)) - float64(df/2*float64(s*s)))
	}
	sure := simpson(density, low, from)
	return sure + simpson(func(s float64) float64 {
		return float64(density(s) * normalCDF(effect-float64(critical*s)))
	}, from, to)
}

// simpson integrates f from a to b.
func simpson(f func(float64) float64, a, b float64) float64 {
	if b <= a {
		return 0
	}
	width := (b - a) / powerStrips
	sum := f(a) + f(b)
	for i := 1; i < powerStrips; i++ {
		weight := float64(2 + 2*(i%2))
		sum += float64(weight * f(a+float64(float64(i)*width)))
	}
	return float64(sum*width) / 3
}

// PairsNeeded returns the smallest number of pairs, from 2 to most, with which
// a two-sided paired t test of level alpha finds a difference with the given
// power, if its true mean and standard deviation are those given. fixed is a
// variance that more pairs do not reduce, added to sd^2 over their number; 0
// gives the usual test. ok is false where most pairs are too few.
func PairsNeeded(mean, sd, fixed, alpha, power float64, most int) (n int, ok bool) {
	enough := func(n int) bool {
		variance := float64(sd*sd)/float64(n) + fixed
		return variance == 0 || PowerT(math.Abs(mean)/math.Sqrt(variance), float64(n-1), alpha) >= power
	}
	if mean == 0 || !enough(most) {
		return 0, false
	}
	low, high := 1, 2 // enough(high), and not enough(low)
	for high < most && !enough(high) {
		low, high = high, min(2*high, most)
	}
	for high-low > 1 {
		if middle := (low + high) / 2; enough(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}
