package kernel

import "math"

// Constants of Exp. The generator has them too; TestTwinsExp would show a difference.
//
// expMagic rounds to an integer by its size: in 1.5*2^23 + 126 + n the last bit is worth 1, so that the low
// bits of the sum are n + 126, the biased exponent of 2^(n-1).
const (
	expLow   = -87.3 // rounds to n = -126, whose scale is zero
	expHigh  = 89.2  // rounds to n = 129, whose scale is infinite
	expLog2e = 1.4426950408889634
	expMagic = 3<<22 + 126
	expLn2Hi = 0.693147182464599609375 // ln 2 rounded to float32
	expLn2Lo = -1.904654299957768e-9   // the rest of ln 2
)

// expPoly interpolates (e^r - 1 - r)/r² at the Chebyshev nodes of |r| <= ln(2)/2; the relative error of e^r
// is 1.0e-8, a sixth of the last bit.
var expPoly = [5]float32{0.5, 0.1666657657661663, 0.0416665542129854, 0.00836323288368102, 0.0013926250831281}

// Exp returns e^x within about one unit in the last place. Results below 2^-125.5 are zero.
func Exp(x float32) float32 {
	if expLow > x {
		x = expLow
	}
	if expHigh < x {
		x = expHigh
	}
	t := fma32(x, expLog2e, expMagic)
	n := t - expMagic
	r := fma32(n, -expLn2Hi, x)
	r = fma32(n, -expLn2Lo, r)
	q := expPoly[4]
	for i := 3; i >= 0; i-- {
		q = fma32(q, r, expPoly[i])
	}
	e := fma32(q, float32(r*r), r) + 1
	// Doubling e first lets one scale of 2^(n-1) reach every exponent.
	return float32(float32(e+e) * math.Float32frombits(math.Float32bits(t)<<23))
}

// Log returns the natural logarithm of x, correctly rounded but for rare ties.
func Log(x float32) float32 { return float32(Log64(float64(x))) }

// sigmoid returns 1/(1 + e^-x).
func sigmoid(x float32) float32 { return 1 / (Exp(-x) + 1) }
