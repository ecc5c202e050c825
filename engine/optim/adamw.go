package optim

import (
	"fmt"
	"math"

	"pipe/engine/kernel"
)

// Param is a parameter and where its gradient is found at each step. Both slices belong to the model.
type Param struct {
	Name  string
	Data  []float32
	Grad  []float32
	Decay bool // subject to weight decay
}

// Config is the constants of AdamW.
type Config struct {
	Beta1, Beta2 float64
	Epsilon      float64
	WeightDecay  float64 // multiplied by the learning rate; of parameters that decay
	GradClip     float64 // largest norm of the whole gradient; 0: no clipping
}

// DefaultConfig returns the constants of Llama 2's pretraining.
func DefaultConfig() Config {
	return Config{Beta1: 0.9, Beta2: 0.95, Epsilon: 1e-5, WeightDecay: 0.1, GradClip: 1}
}

// chunkSize is the number of elements of one task. The norm is summed by chunk, so its bits depend on it.
const chunkSize = 1 << 14

// AdamW is the optimizer of Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019. Matrices decay;
// the caller leaves Decay false for norms, whose scale means something, where the paper decays all.
type AdamW struct {
	config Config
	team   *kernel.Team
	params []Param
	m, v   [][]float32 // the moments of each parameter
	step   int

	chunks []chunk
	sums   []float32 // of the squares of each chunk of the gradient
	plain  kernel.AdamW
	decay  kernel.AdamW
	square func(worker, i int)
	update func(worker, i int)
}

// chunk is elements lo to hi-1 of one parameter.
type chunk struct{ param, lo, hi int }

// New returns an optimizer of params with moments of zero. It panics if a gradient does not fit its parameter.
func New(team *kernel.Team, params []Param, c Config) *AdamW {
	o := &AdamW{config: c, team: team, params: params}
	for i, p := range params {
		if len(p.Grad) != len(p.Data) {
			panic(fmt.Sprintf("optim: %s: %d gradients for %d parameters", p.Name, len(p.Grad), len(p.Data)))
		}
		for lo := 0; lo < len(p.Data); lo += chunkSize {
			o.chunks = append(o.chunks, chunk{i, lo, min(lo+chunkSize, len(p.Data))})
		}
	}
	o.m, o.v = make([][]float32, len(params)), make([][]float32, len(params))
	kernel.Carve(func(take func(n int) []float32) {
		for i, p := range params {
			o.m[i], o.v[i] = take(len(p.Data)), take(len(p.Data))
		}
	})
	o.sums = make([]float32, len(o.chunks))
	o.square, o.update = o.squareChunk, o.updateChunk
	return o
}

// Step moves the parameters by one step of the given learning rate and returns the norm of the gradient before
// clipping.
func (o *AdamW) Step(learningRate float64) (gradNorm float64) {
	gradNorm = o.gradNorm()
	scale := 1.0
	if o.config.GradClip > 0 && gradNorm > o.config.GradClip {
		scale = o.config.GradClip / gradNorm
	}
	o.step++
	o.plain = kernel.AdamW{
		LearningRate: float32(learningRate),
		Beta1:        float32(o.config.Beta1),
		Beta2:        float32(o.config.Beta2),
		Epsilon:      float32(o.config.Epsilon),
		Correction1:  float32(1 / (1 - power(o.config.Beta1, o.step))),
		Correction2:  float32(1 / (1 - power(o.config.Beta2, o.step))),
		GradScale:    float32(scale),
	}
	o.decay = o.plain
	o.decay.Decay = float32(o.config.WeightDecay)
	o.team.Do(len(o.chunks), o.update)
	return gradNorm
}

// Steps returns the number of steps taken.
func (o *AdamW) Steps() int { return o.step }

// gradNorm sums squares by chunk and then the chunks in order.
func (o *AdamW) gradNorm() float64 {
	o.team.Do(len(o.chunks), o.square)
	sum := 0.0
	for _, s := range o.sums {
		sum += float64(s)
	}
	return math.Sqrt(sum)
}

func (o *AdamW) squareChunk(_, i int) {
	c := o.chunks[i]
	o.sums[i] = kernel.SumSquares(o.params[c.param].Grad[c.lo:c.hi])
}

func (o *AdamW) updateChunk(_, i int) {
	c := o.chunks[i]
	p, s := &o.params[c.param], &o.plain
	if p.Decay {
		s = &o.decay
	}
	s.Update(p.Data[c.lo:c.hi], p.Grad[c.lo:c.hi], o.m[c.param][c.lo:c.hi], o.v[c.param][c.lo:c.hi])
}

// power returns x^n by repeated squaring: math.Pow differs between machines.
func power(x float64, n int) float64 {
	y := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			y *= x
		}
		x *= x
	}
	return y
}
