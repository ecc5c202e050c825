package llama

import (
	"math"

	"pipe/engine/kernel"
)

// norm sets dst to x normed, and returns the mean, 0 unless the norm is centered, and 1/rms of what remains. A
// LayerNorm (Ba et al., "Layer Normalization", 2016) without bias is the RMSNorm of the centered row.
func (p *plan) norm(dst, x, w []float32) (mean, inv float32) {
	if p.config.centered() {
		mean = kernel.Dot(x, p.ones) / float32(len(x))
	}
	return mean, kernel.RMSNorm(dst, p.center(dst, x, mean), w, float32(p.config.NormEps))
}

// center returns x if the norm is not centered, and else the beginning of buffer, set to x minus its mean.
func (p *plan) center(buffer, x []float32, mean float32) []float32 {
	if !p.config.centered() {
		return x
	}
	dst := buffer[:len(x)]
	copy(dst, x)
	kernel.AddScaled(dst, p.ones[:len(x)], -mean)
	return dst
}

// normBackward adds to dx the gradient of one row of norm.
func (t *Trainer) normBackward(worker int, dx, dy, x, w []float32, mean, inv float32) {
	p := t.plan
	if !p.config.centered() {
		kernel.RMSNormBackward(dx, dy, x, w, inv)
		return
	}
	s := &p.workers[worker]
	clear(s.drow)
	kernel.RMSNormBackward(s.drow, dy, p.center(s.row, x, mean), w, inv)
	average := kernel.Dot(s.drow, p.ones) / float32(len(x))
	kernel.AddScaled(s.drow, p.ones, -average)
	kernel.Add(dx, dx, s.drow)
}

// places returns what is added to the embedding at each position, [T, C], or nil.
func (w *Weights) places() []float32 {
	if w.Config.sinusoidal() {
		return sinusoids(w.Config.SeqLen, w.Config.Dim)
	}
	return w.PosEmbeddings
}

// sinusoids returns the table of Vaswani et al., 2017, section 3.5, scaled to the deviation of an embedding at
// its start: theirs has 1, which would drown it.
func sinusoids(positions, dim int) []float32 {
	const amplitude = 0.02
	table := make([]float32, positions*dim)
	for i := 0; i < dim; i += 2 {
		frequency := kernel.Exp64(-kernel.Log64(10000) * float64(i) / float64(dim))
		for pos := range positions {
			angle := float64(pos) * frequency
			table[pos*dim+i] = float32(amplitude * kernel.Sin64(angle))
			table[pos*dim+i+1] = float32(amplitude * kernel.Cos64(angle))
		}
	}
	return table
}

// The constants of GELU in its form with tanh (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016,
// section 2), x·sigmoid(slope·x·(1 + bend·x²)): tanh(y) is 2·sigmoid(2y) - 1.
const (
	geluSlope = 1.5957691216057308 // 2*sqrt(2/pi)
	geluBend  = 0.044715
)

// gelu sets dst to GELU of x. With z = slope·x·(1 + bend·x²) and b = x/z it is silu(z)·b, for which the kernel
// has an operation. scratch holds z and b, [2, F].
func gelu(dst, x, scratch []float32) {
	z, b := geluTerms(x, scratch)
	kernel.SwiGLU(dst, z, b)
}

// geluBackward sets dx to the gradient of gelu, through both z and b.
func geluBackward(dx, dy, x, scratch, dscratch []float32) {
	z, b := geluTerms(x, scratch)
	dz, db := dscratch[:len(x)], dscratch[len(x):]
	kernel.SwiGLUBackward(dz, db, dy, z, b)
	for i, v := range x {
		square := float32(v * v)
		zx := geluSlope + float32(3*geluSlope*geluBend*square)
		bx := float32(-2*geluSlope*geluBend*v) * float32(b[i]*b[i])
		dx[i] = float32(dz[i]*zx) + float32(db[i]*bx)
	}
}

func geluTerms(x, scratch []float32) (z, b []float32) {
	z, b = scratch[:len(x)], scratch[len(x):]
	for i, v := range x {
		factor := geluSlope + float32(geluSlope*geluBend*float32(v*v))
		z[i], b[i] = v*factor, 1/factor
	}
	return z, b
}

// relu sets dst to x where it is positive, and else to zero. What is not a number stays so, that it is seen. Plain Go takes
// about a nanosecond for an element, and the products beside it tens.
func relu(dst, x []float32) {
	for i, v := range x {
		dst[i] = max(v, 0)
	}
}

// reluBackward sets dx to the gradient of relu, that at 0 to zero.
func reluBackward(dx, dy, x []float32) {
	for i, v := range x {
		dx[i] = keep(dy[i], !(v <= 0))
	}
}

// keep returns x, or 0 unless ok, without a branch: signs and draws are what no processor foresees.
func keep(x float32, ok bool) float32 {
	all := uint32(0)
	if ok {
		all = 1
	}
	return math.Float32frombits(math.Float32bits(x) & -all)
}
