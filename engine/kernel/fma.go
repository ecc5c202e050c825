package kernel

import "math"

// fma32 returns a*b + c rounded once to float32.
//
// The product of two float32 is exact in float64, so s carries one rounding, and converting it a second.
// The second does no harm unless s lies exactly between two float32, or where float32 has fewer than 24
// bits; both are rare and go to fmaOdd. A compiler that fuses the product into the sum changes nothing, for the
// product is exact.
func fma32(a, b, c float32) float32 {
	p := float64(a) * float64(b)
	s := p + float64(c)
	if once(s) {
		return float32(s)
	}
	return fmaOdd(p, float64(c), s)
}

// once reports whether converting s to float32 is as good as rounding once.
func once(s float64) bool {
	const (
		dropped   = 1<<29 - 1 // bits of a float64 that a float32 does not keep
		tie       = 1 << 28
		minNormal = 1023 - 126 // exponent of the smallest float32 with 24 bits
	)
	u := math.Float64bits(s)
	return u&dropped != tie && u<<1 >= minNormal<<53
}

// fmaOdd rounds p + c to float32 once, given s = p + c rounded to float64. It rounds the sum to odd: if s is
// inexact, the neighbour with an odd last bit stands for "somewhere in between", which the conversion to the
// shorter format then resolves correctly (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums:
// proved algorithms using rounding to odd", IEEE Trans. Computers 57, 2008, theorem 1).
//
//go:noinline
func fmaOdd(p, c, s float64) float32 {
	if s == 0 || s != s || math.IsInf(s, 0) {
		return float32(s)
	}
	// The error of the sum (Knuth, TAOCP 2, section 4.2.2, theorem B).
	q := s - p
	e := (p - (s - q)) + (c - q)
	u := math.Float64bits(s)
	if e == 0 || u&1 == 1 {
		return float32(s)
	}
	if (e > 0) == (s > 0) {
		u++
	} else {
		u--
	}
	return float32(math.Float64frombits(u))
}
