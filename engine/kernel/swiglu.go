package kernel

// SwiGLU sets dst = silu(a) * b, where silu(a) = a / (1 + e^-a) (Shazeer, "GLU Variants Improve Transformer", 2020,
// equation 6, between the matrices). The slices may be the same.
func SwiGLU(dst, a, b []float32) {
	sameLength("SwiGLU", len(dst), a, b)
	active.swiGLU(dst, a, b)
}

// SwiGLUBackward sets da and db to the gradients of [SwiGLU] given dy, that of its result. da and db may each
// be any of the three inputs, but not each other.
func SwiGLUBackward(da, db, dy, a, b []float32) {
	sameLength("SwiGLUBackward", len(da), db, dy, a, b)
	active.swiGLUGrad(da, db, dy, a, b)
}

func swiGLUGeneric(dst, a, b []float32) {
	for i := range dst {
		dst[i] = float32(a[i]*sigmoid(a[i])) * b[i]
	}
}

// swiGLUGradGeneric uses silu'(a) = s + silu(a)*(1 - s), s = sigmoid(a).
func swiGLUGradGeneric(da, db, dy, a, b []float32) {
	for i := range da {
		s := sigmoid(a[i])
		silu := float32(a[i] * s)
		slope := fma32(silu, 1-s, s)
		d := dy[i]
		da[i], db[i] = float32(d*b[i])*slope, d*silu
	}
}
