package metrics

import "math"

// ln2 split in two, so that k*ln2Hi is exact for the exponents of float64
// (Cody and Waite, Software Manual for the Elementary Functions, 1980).
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// exp returns e**x to within about one unit in the last place, in operations
// that round alike everywhere. It returns 0 below -745 and +Inf above 709.78.
func exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 709.782712893384:
		return math.Inf(1)
	case x < -745.1332191019412:
		return 0
	}
	k := math.Floor(float64(x*math.Log2E) + 0.5)
	hi := x - float64(k*ln2Hi)
	lo := float64(k * ln2Lo)
	r := hi - lo
	// Taylor series of e**r on |r| <= ln2/2; the 18th term is below 2**-70.
	sum := 1.0
	for n := 18; n >= 1; n-- {
		sum = 1 + float64(float64(r*sum)/float64(n))
	}
	return math.Ldexp(sum, int(k))
}

// log returns the natural logarithm to within about one unit in the last
// place, in operations that round alike everywhere. It returns NaN below 0
// and -Inf at 0.
func log(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	f, e := math.Frexp(x) // x = f * 2**e with f in [0.5, 1)
	if f < math.Sqrt2/2 {
		f *= 2
		e--
	}
	// log f = 2 atanh(s) with s = (f-1)/(f+1), |s| < 0.172.
	s := (f - 1) / (f + 1)
	s2 := float64(s * s)
	sum := 0.0
	for n := 25; n >= 3; n -= 2 {
		sum = float64(s2 * (1/float64(n) + sum))
	}
	k := float64(e)
	return float64(k*ln2Hi) + (float64(2*s) + (float64(2*float64(s*sum)) + float64(k*ln2Lo)))
}
