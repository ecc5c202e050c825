package kernel

import "math"

// AdamW is one step of the optimizer of Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019,
// algorithm 2.
type AdamW struct {
	LearningRate float32
	Beta1, Beta2 float32
	Epsilon      float32
	Decay        float32 // weight decay, multiplied by LearningRate
	Correction1  float32 // 1/(1 - Beta1^step)
	Correction2  float32 // 1/(1 - Beta2^step)
	GradScale    float32 // multiplies the gradient first: 1, or what clipping asks for
}

// Update advances the parameters p and the moments m and v by the gradient g.
func (s *AdamW) Update(p, g, m, v []float32) {
	sameLength("AdamW.Update", len(p), g, m, v)
	active.adamW(p, g, m, v, *s)
}

func adamWGeneric(p, g, m, v []float32, s AdamW) {
	rest1, rest2 := 1-s.Beta1, 1-s.Beta2
	for i := range p {
		d := float32(g[i] * s.GradScale)
		m[i] = fma32(s.Beta1, m[i], float32(rest1*d))
		v[i] = fma32(s.Beta2, v[i], float32(float32(rest2*d)*d))
		root := float32(math.Sqrt(float64(float32(v[i] * s.Correction2))))
		step := float32(m[i]*s.Correction1) / (root + s.Epsilon)
		p[i] = fma32(-s.LearningRate, fma32(s.Decay, p[i], step), p[i])
	}
}
