package metrics

import "math"

// Mean returns the mean of x and its standard error, the sample standard
// deviation (with n-1) over the square root of n. The error is NaN for fewer
// than two values.
func Mean(x []float64) (m, stderr float64) {
	m = mean(x)
	return m, deviation(x, m) / math.Sqrt(float64(len(x)))
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// StdDev returns the sample standard deviation of x, with n-1. It is NaN for
// fewer than two values.
func StdDev(x []float64) float64 { return deviation(x, mean(x)) }

func deviation(x []float64, m float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range x {
		d := v - m
		sum += float64(d * d)
	}
	return math.Sqrt(sum / float64(len(x)-1))
}

// Z95 is how many standard deviations on either side hold 95 % of a normal
// distribution.
const Z95 = 1.959963984540054

// Wilson returns the score interval of a proportion (Wilson 1927) at z
// standard deviations: 1.959964 for 95 %.
func Wilson(successes, n int, z float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, count, z2 := float64(successes)/float64(n), float64(n), float64(z*z)
	centre := p + z2/(2*count)
	spread := float64(z * math.Sqrt(float64(p*(1-p))/count+z2/float64(float64(4*count)*count)))
	scale := 1 + z2/count
	low, high = (centre-spread)/scale, (centre+spread)/scale
	if successes == 0 {
		low = 0 // what rounding leaves of it
	}
	if successes == n {
		high = 1
	}
	return low, high
}

// bootstrapChunk is how many resamples share a random stream, as in
// lm-evaluation-harness.
const bootstrapChunk = 1000

// Bootstrap returns the values of a statistic of n items over resamples drawn
// with replacement, in the order of drawing; their StdDev is the standard
// error. Resamples come in chunks of 1,000; chunk i draws from CPython's
// random.Random(i), so that the figures equal lm-evaluation-harness's.
// statistic is given the indices of a resample and must not keep them.
func Bootstrap(n, resamples int, statistic func(index []int) float64) []float64 {
	values := make([]float64, 0, resamples)
	index := make([]int, n)
	for chunk := 0; len(values) < resamples; chunk++ {
		random := NewPythonRandom(uint32(chunk))
		for i := 0; i < bootstrapChunk && len(values) < resamples; i++ {
			for j := range index {
				index[j] = int(float64(random.Float64() * float64(n)))
			}
			values = append(values, statistic(index))
		}
	}
	return values
}

// Jackknife returns the pseudovalue of each of n items in a statistic (Tukey
// 1958, "Bias and Confidence in Not Quite Large Samples"): n times its value
// over all items, less n-1 times that without the one. Pseudovalues are to the
// statistic what the items are to a mean: the standard error of their mean is
// that of the statistic, and those of two systems on the same items can be
// paired. statistic is given the indices of items and must not keep them.
func Jackknife(n int, statistic func(index []int) float64) []float64 {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	whole := float64(float64(n) * statistic(index))
	pseudovalues := make([]float64, n)
	for i := range pseudovalues {
		// The last index stands in for i, so that the first n-1 lack it.
		index[i] = n - 1
		pseudovalues[i] = whole - float64(float64(n-1)*statistic(index[:n-1]))
		index[i] = i
	}
	return pseudovalues
}
