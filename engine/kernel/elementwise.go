package kernel

// Add sets dst = x + y. The slices may be the same.
func Add(dst, x, y []float32) {
	sameLength("Add", len(dst), x, y)
	active.add(dst, x, y)
}

// Mul sets dst = x * y, element by element. The slices may be the same.
func Mul(dst, x, y []float32) {
	sameLength("Mul", len(dst), x, y)
	active.mul(dst, x, y)
}

// Scale sets dst = x * s. The slices may be the same.
func Scale(dst, x []float32, s float32) {
	sameLength("Scale", len(dst), x)
	active.scale(dst, x, s)
}

// AddScaled sets dst = fma(x, s, dst).
func AddScaled(dst, x []float32, s float32) {
	sameLength("AddScaled", len(dst), x)
	active.addScaled(dst, x, s)
}

func addGeneric(dst, x, y []float32) {
	for i := range dst {
		dst[i] = x[i] + y[i]
	}
}

func mulGeneric(dst, x, y []float32) {
	for i := range dst {
		dst[i] = x[i] * y[i]
	}
}

func scaleGeneric(dst, x []float32, s float32) {
	for i := range dst {
		dst[i] = x[i] * s
	}
}

func addScaledGeneric(dst, x []float32, s float32) {
	for i := range dst {
		dst[i] = fma32(x[i], s, dst[i])
	}
}
