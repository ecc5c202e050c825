package kernel

import "math"

// lanes is the number of partial results of every reduction: the float32 in one AVX-512 register.
const lanes = 16

// Dot returns the sum of x[i]*y[i].
func Dot(x, y []float32) float32 {
	sameLength("Dot", len(x), y)
	return active.dot(x, y)
}

// SumSquares returns the sum of x[i]².
func SumSquares(x []float32) float32 { return active.dot(x, x) }

// Max returns the largest element, -Inf for an empty slice. NaNs are passed over.
func Max(x []float32) float32 { return active.max(x) }

// MaxAbs returns the largest magnitude, 0 for an empty slice, and a NaN if x holds one: a result that is
// finite says that every element is.
func MaxAbs(x []float32) float32 { return active.maxAbs(x) }

// ArgMax returns the index of the largest element, the first of equals, or -1 if x is empty or all NaN.
func ArgMax(x []float32) int {
	m := active.max(x)
	for i, v := range x {
		if v == m {
			return i
		}
	}
	return -1
}

func dotGeneric(x, y []float32) float32 {
	var l [lanes]float32
	for i, v := range x {
		l[i%lanes] = fma32(v, y[i], l[i%lanes])
	}
	return fold(&l)
}

// dot3Generic returns the sum of x[i]*y[i]*z[i], the first product rounded.
func dot3Generic(x, y, z []float32) float32 {
	var l [lanes]float32
	for i, v := range x {
		l[i%lanes] = fma32(float32(v*y[i]), z[i], l[i%lanes])
	}
	return fold(&l)
}

// fold adds the lanes as a tree of width 8, 4, 2, 1. The last addition makes a sum of negative zeros
// positive, so that lanes without an element do not show.
func fold(l *[lanes]float32) float32 {
	for w := lanes / 2; w > 0; w /= 2 {
		for i := range w {
			l[i] += l[i+w]
		}
	}
	return l[0] + 0
}

func maxGeneric(x []float32) float32 {
	m := float32(math.Inf(-1))
	for _, v := range x {
		if v > m {
			m = v
		}
	}
	return m + 0 // of two zeros the positive one, whichever came first
}

// maxAbsGeneric compares bit patterns: without the sign they are ordered as the numbers are, NaNs last.
func maxAbsGeneric(x []float32) float32 {
	var m uint32
	for _, v := range x {
		m = max(m, math.Float32bits(v)&^(1<<31))
	}
	return math.Float32frombits(m)
}
