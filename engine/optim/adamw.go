package optim

import "pipe/engine/kernel"

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

// AdamW is the optimizer of Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019. Matrices decay;
// the caller leaves Decay false for norms, whose scale means something, where the paper decays all.
type AdamW struct {
	*gradients
	config Config
	m, v   [][]float32 // the moments of each parameter
	step   int
	plain  kernel.AdamW
	decay  kernel.AdamW
	update func(worker, i int)
}

// New returns an optimizer of params with moments of zero. It panics if a gradient does not fit its parameter.
func New(team *kernel.Team, params []Param, c Config) *AdamW {
	o := &AdamW{gradients: newGradients(team, params), config: c}
	moments := o.zeros(2)
	o.m, o.v = moments[0], moments[1]
	o.update = o.updateChunk
	return o
}

// Step moves the parameters by one step of the given learning rate and returns the norm of the gradient before
// clipping.
func (o *AdamW) Step(learningRate float64) (gradNorm float64) {
	gradNorm, scale := o.clipped(o.config.GradClip)
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
