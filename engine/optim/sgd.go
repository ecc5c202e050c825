package optim

import "pipe/engine/kernel"

// SGDConfig is the constants of SGD.
type SGDConfig struct {
	Momentum    float64 // share of the velocity that a step keeps; 0: none
	WeightDecay float64 // multiplied by the learning rate; of parameters that decay
	GradClip    float64 // largest norm of the whole gradient; 0: no clipping
}

// SGD is gradient descent with heavy-ball momentum (Polyak, "Some methods of speeding up the convergence of iteration
// methods", 1964), without dampening:
//
//	v = momentum·v + g      x = x - rate·v - rate·decay·x
//
// The decay is decoupled from the velocity, as in AdamW (Loshchilov and Hutter, 2019, algorithm 1), so that it means
// the same in both.
type SGD struct {
	*gradients
	config SGDConfig
	v      [][]float32 // the velocity of each parameter
	step   int

	rate, scale float32
	update      func(worker, i int)
}

// NewSGD returns an optimizer of params at rest. It panics if a gradient does not fit its parameter.
func NewSGD(team *kernel.Team, params []Param, c SGDConfig) *SGD {
	o := &SGD{gradients: newGradients(team, params), config: c}
	o.v = o.zeros(1)[0]
	o.update = o.updateChunk
	return o
}

// Step moves the parameters by one step of the given learning rate and returns the norm of the gradient before
// clipping.
func (o *SGD) Step(learningRate float64) (gradNorm float64) {
	gradNorm, scale := o.clipped(o.config.GradClip)
	o.step++
	o.rate, o.scale = float32(learningRate), float32(scale)
	o.team.Do(len(o.chunks), o.update)
	return gradNorm
}

// Steps returns the number of steps taken.
func (o *SGD) Steps() int { return o.step }

func (o *SGD) updateChunk(_, i int) {
	c := o.chunks[i]
	p, v := &o.params[c.param], o.v[c.param][c.lo:c.hi]
	x := p.Data[c.lo:c.hi]
	kernel.Scale(v, v, float32(o.config.Momentum))
	kernel.AddScaled(v, p.Grad[c.lo:c.hi], o.scale)
	if p.Decay {
		kernel.AddScaled(x, x, -o.rate*float32(o.config.WeightDecay))
	}
	kernel.AddScaled(x, v, -o.rate)
}
