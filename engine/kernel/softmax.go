package kernel

import "fmt"

// Softmax sets dst[i] = exp(scale*x[i] - m) / sum, where m = scale*max(x) and scale > 0. For causal attention pass the
// visible prefix of the row. dst may be x. It returns m and 1/sum, from which [SoftmaxAgain] has the same result.
func Softmax(dst, x []float32, scale float32) (m, inv float32) {
	sameLength("Softmax", len(dst), x)
	m = active.max(x) * scale
	inv = 1 / active.expSum(dst, x, scale, m)
	active.scale(dst, dst, inv)
	return m, inv
}

// SoftmaxAgain repeats a [Softmax] of which the results m and inv were kept, to the bit.
func SoftmaxAgain(dst, x []float32, scale, m, inv float32) {
	sameLength("SoftmaxAgain", len(dst), x)
	active.expSum(dst, x, scale, m)
	active.scale(dst, dst, inv)
}

// SoftmaxBackward sets dx = scale * y * (dy - y·dy), the gradient of [Softmax] at its result y. dx may be dy
// or y.
func SoftmaxBackward(dx, y, dy []float32, scale float32) {
	sameLength("SoftmaxBackward", len(dx), y, dy)
	active.softmaxGrad(dx, y, dy, active.dot(y, dy), scale)
}

// LogSumExp returns log(sum exp(x[i])). scratch has the length of x and is overwritten; it may be x.
func LogSumExp(x, scratch []float32) float64 {
	sameLength("LogSumExp", len(x), scratch)
	m := active.max(x)
	return float64(m) + Log64(float64(active.expSum(scratch, x, 1, m)))
}

// CrossEntropy returns -log softmax(logits)[target] in nats and overwrites logits with the gradient of
// scale times that loss: scale * (softmax(logits) - onehot(target)).
func CrossEntropy(logits []float32, target int, scale float32) float64 {
	if uint(target) >= uint(len(logits)) {
		panic(fmt.Sprintf("kernel: CrossEntropy: target %d of %d classes", target, len(logits)))
	}
	m, x := active.max(logits), logits[target]
	sum := active.expSum(logits, logits, 1, m)
	active.scale(logits, logits, scale/sum)
	logits[target] -= scale
	return Log64(float64(sum)) + float64(m) - float64(x)
}

// expSumGeneric sets dst = exp(scale*x - shift) and returns the sum.
func expSumGeneric(dst, x []float32, scale, shift float32) float32 {
	var l [lanes]float32
	for i := range dst {
		e := Exp(fma32(x[i], scale, -shift))
		dst[i] = e
		l[i%lanes] += e
	}
	return fold(&l)
}

func softmaxGradGeneric(dx, y, dy []float32, d, scale float32) {
	for i := range dx {
		dx[i] = float32((dy[i]-d)*y[i]) * scale
	}
}
