package kernel

import "math"

// RMSNorm sets dst = x * w * inv with inv = 1/sqrt(mean(x²) + eps), and returns inv, which the backward pass
// needs (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019, equation 4). dst may be x.
func RMSNorm(dst, x, w []float32, eps float32) float32 {
	sameLength("RMSNorm", len(dst), x, w)
	inv := rsqrt(active.dot(x, x)/float32(len(x)) + eps)
	active.scaleMul(dst, x, w, inv)
	return inv
}

// RMSNormBackward adds to dx the gradient of one row of [RMSNorm]: dy is that of its result, x and w its
// inputs, inv what it returned.
func RMSNormBackward(dx, dy, x, w []float32, inv float32) {
	sameLength("RMSNormBackward", len(dx), dy, x, w)
	d := active.dot3(dy, w, x)
	c := float32(float32(float32(inv*inv)*inv)*d) / float32(len(x))
	active.normGrad(dx, dy, x, w, inv, c)
}

// RMSNormWeightGrad adds to dw the gradient of the weights from one row. Rows add up in the order of the
// calls, so to share the work split the columns, not the rows.
func RMSNormWeightGrad(dw, dy, x []float32, inv float32) {
	sameLength("RMSNormWeightGrad", len(dw), dy, x)
	active.mulAdd(dw, dy, x, inv)
}

// rsqrt divides after an exact square root: approximate instructions differ between machines.
func rsqrt(x float32) float32 { return 1 / float32(math.Sqrt(float64(x))) }

// scaleMulGeneric sets dst = (x*s)*w.
func scaleMulGeneric(dst, x, w []float32, s float32) {
	for i := range dst {
		dst[i] = float32(x[i]*s) * w[i]
	}
}

// normGradGeneric adds dy*w*inv - x*c to dx.
func normGradGeneric(dx, dy, x, w []float32, inv, c float32) {
	for i := range dx {
		dx[i] = fma32(x[i], -c, fma32(float32(dy[i]*w[i]), inv, dx[i]))
	}
}

// mulAddGeneric adds y*s*x to dst.
func mulAddGeneric(dst, x, y []float32, s float32) {
	for i := range dst {
		dst[i] = fma32(float32(y[i]*s), x[i], dst[i])
	}
}
