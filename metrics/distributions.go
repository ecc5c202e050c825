package metrics

import "math"

// halfLogTwoPi is the logarithm of the square root of 2 pi.
const halfLogTwoPi = 0.91893853320467274178

// logGamma returns the logarithm of the gamma function of x > 0: Stirling's
// series (Abramowitz and Stegun 1964, 6.1.41) above 10, and below it the
// recurrence (6.1.15) up to there.
func logGamma(x float64) float64 {
	product := 1.0
	for ; x < 10; x++ {
		product *= x
	}
	// B(2k) / (2k (2k-1)) for k = 8 down to 1; the ninth is below 2**-56 at 10.
	coefficients := [...]float64{
		-3617.0 / 122400, 1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
	}
	inverse := 1 / x
	square := float64(inverse * inverse)
	series := 0.0
	for _, c := range coefficients {
		series = c + float64(square*series)
	}
	return float64((x-0.5)*log(x)) - x + halfLogTwoPi + float64(series*inverse) - log(product)
}

// incompleteBeta returns the regularised incomplete beta function I_x(a, b) for
// a, b > 0 (Abramowitz and Stegun 1964, 6.6.2), given x in [0, 1] and y = 1-x,
// of which one may be too near to 1 to hold the other.
func incompleteBeta(x, y, a, b float64) float64 {
	if x <= 0 || y <= 0 {
		if y <= 0 {
			return 1
		}
		return 0
	}
	scale := exp(float64(a*log(x)) + float64(b*log(y)) + logGamma(a+b) - logGamma(a) - logGamma(b))
	if x < (a+1)/(a+b+2) {
		return float64(scale*betaFraction(x, a, b)) / a
	}
	return 1 - float64(scale*betaFraction(y, b, a))/b
}

// betaFraction is the continued fraction of the incomplete beta function
// (Abramowitz and Stegun 1964, 26.5.8), evaluated from the front by the method
// of Lentz as modified by Thompson and Barnett (1986).
func betaFraction(x, a, b float64) float64 {
	const tiny, most = 1e-300, 100_000
	keep := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/keep(1-float64((a+b)*x)/(a+1))
	fraction := d
	for m := 1.0; m < most; m++ {
		even := float64(float64(m*(b-m))*x) / float64((a+2*m-1)*(a+2*m))
		d = 1 / keep(1+float64(even*d))
		c = keep(1 + even/c)
		fraction *= float64(c * d)
		odd := -float64(float64((a+m)*(a+b+m))*x) / float64((a+2*m)*(a+2*m+1))
		d = 1 / keep(1+float64(odd*d))
		c = keep(1 + odd/c)
		change := float64(c * d)
		fraction *= change
		if math.Abs(change-1) < 3e-16 {
			break
		}
	}
	return fraction
}

// StudentTails returns how often a variable with Student's t distribution of
// df > 0 degrees of freedom lies further from 0 than t, on either side: the p
// value of a two-sided test (Abramowitz and Stegun 1964, 26.7.1 with 26.5.27).
func StudentTails(t, df float64) float64 {
	if math.IsNaN(t) || math.IsInf(t, 0) {
		return math.NaN() // an infinite statistic has no noise to be held against
	}
	square := float64(t * t)
	return incompleteBeta(df/(df+square), square/(df+square), df/2, 0.5)
}

// StudentCritical returns the distance from 0 beyond which StudentTails leaves
// the share alpha, 0 < alpha < 1: 2.776 for 0.05 and 4 degrees of freedom.
func StudentCritical(alpha, df float64) float64 {
	low, high := 0.0, 1.0
	for StudentTails(high, df) > alpha {
		low, high = high, 2*high
	}
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			return high
		}
		if StudentTails(middle, df) > alpha {
			low = middle
		} else {
			high = middle
		}
	}
}

// normalCDF returns how often a standard normal variable lies below x, to
// within 1e-15, by the series of Marsaglia (2004), "Evaluating the Normal
// Distribution".
func normalCDF(x float64) float64 {
	if math.Abs(x) > 8.3 {
		if x < 0 {
			return 0
		}
		return 1
	}
	sum, term, square := x, x, float64(x*x)
	for i := 3.0; ; i += 2 {
		term = float64(term * (square / i))
		if sum+term == sum {
			break
		}
		sum += term
	}
	return 0.5 + float64(sum*exp(-float64(0.5*square)-halfLogTwoPi))
}
