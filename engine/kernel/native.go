//go:build (amd64 || arm64) && !purego

package kernel

// table returns the numbers that the assembly reads.
func (s AdamW) table() [10]float32 {
	return [10]float32{
		s.LearningRate, s.Beta1, s.Beta2, s.Epsilon, s.Decay, s.Correction1, s.Correction2, s.GradScale,
		1 - s.Beta1, 1 - s.Beta2,
	}
}
