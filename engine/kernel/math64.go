package kernel

import "math"

// The functions of this file are accurate to about one unit in the last place of float64 and the same on every
// machine, which those of package math are not. They sum Taylor series over a reduced argument with
// math.FMA, which is exact everywhere.

const (
	ln2Hi = 0x1.62e42fefa39efp-1  // ln 2 rounded to float64
	ln2Lo = 0x1.abc9e3b39803fp-56 // the rest of ln 2
)

// expSeries, logSeries, sinSeries and cosSeries hold Taylor coefficients, highest power first.
var (
	expSeries = series(14, func(i int) float64 { return 1 / factorial(i) })
	logSeries = series(11, func(i int) float64 { return 1 / float64(2*i+3) })
	sinSeries = series(10, func(i int) float64 { return sign(i) / factorial(2*i+1) })
	cosSeries = series(10, func(i int) float64 { return sign(i) / factorial(2*i) })
)

// series returns the coefficients n-1 down to 0.
func series(n int, coefficient func(i int) float64) []float64 {
	c := make([]float64, n)
	for i := range c {
		c[n-1-i] = coefficient(i)
	}
	return c
}

func factorial(n int) float64 {
	f := 1.0
	for i := 2; i <= n; i++ {
		f *= float64(i)
	}
	return f
}

func sign(i int) float64 { return float64(1 - 2*(i%2)) }

// horner evaluates a polynomial, highest power first.
func horner(c []float64, x float64) float64 {
	s := 0.0
	for _, a := range c {
		s = math.FMA(s, x, a)
	}
	return s
}

// Exp64 returns e^x.
func Exp64(x float64) float64 {
	switch {
	case x > 709.79:
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	n := math.Floor(x/ln2Hi + 0.5)
	r := math.FMA(n, -ln2Hi, x)
	r = math.FMA(n, -ln2Lo, r)
	return math.Ldexp(horner(expSeries, r), int(n))
}

// Log64 returns the natural logarithm of x: -Inf at 0, a NaN below.
func Log64(x float64) float64 {
	switch {
	case x < 0 || x != x:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case x > math.MaxFloat64:
		return x
	}
	f, n := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, n = 2*f, n-1
	}
	// log f = 2 artanh s = 2s + 2s³(1/3 + s²/5 + ...), s = (f-1)/(f+1); lost is what the division rounded off.
	s := (f - 1) / (f + 1)
	lost := math.FMA(-s, f+1, f-1) / (f + 1)
	square := float64(s * s)
	tail := math.FMA(float64(2*s)*square, horner(logSeries, square), 2*lost)
	k := float64(n)
	return math.FMA(k, ln2Hi, 2*s) + math.FMA(k, ln2Lo, tail)
}

// Sin64 returns the sine of x radians, for magnitudes below 2^30.
func Sin64(x float64) float64 {
	r, quadrant := reduce(x)
	return sinQuadrant(r, quadrant)
}

// Cos64 returns the cosine of x radians, for magnitudes below 2^30.
func Cos64(x float64) float64 {
	r, quadrant := reduce(x)
	return sinQuadrant(r, quadrant+1)
}

// reduce returns x - n*pi/2 in [-pi/4, pi/4] and n mod 4. pi/2 is split in two (Cody and Waite), so that what
// cancels is kept.
func reduce(x float64) (r float64, quadrant int) {
	const (
		first  = 0x1.921fb54442d18p+0
		second = 0x1.1a62633145c07p-54
	)
	n := math.Floor(x/first + 0.5)
	r = math.FMA(n, -first, x)
	r = math.FMA(n, -second, r)
	return r, int(int64(n) & 3)
}

func sinQuadrant(r float64, quadrant int) float64 {
	square := float64(r * r)
	var y float64
	if quadrant%2 == 0 {
		y = float64(r * horner(sinSeries, square))
	} else {
		y = horner(cosSeries, square)
	}
	if quadrant&2 != 0 {
		return -y
	}
	return y
}
