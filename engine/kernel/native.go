//go:build (amd64 || arm64) && !purego

package kernel

// table returns the numbers that the assembly reads.
func (s AdamW) table() [10]float32 {
	return [10]float32{
		s.LearningRate, s.Beta1, s.Beta2, s.Epsilon, s.Decay, s.Correction1, s.Correction2, s.GradScale,
		1 - s.Beta1, 1 - s.Beta2,
	}
}

// transposeBlocks is transposeGeneric by squares, of which transpose does so many side by side in src.
func transposeBlocks(side int, transpose func(blocks int, src []float32, ss int, dst []float32, ds int), k, cols int, src []float32, ss int, dst []float32, ds int) {
	j := 0
	for ; j+side <= cols && k >= side; j += side {
		transpose(k/side, src[j*ss:], ss, dst[j:], ds)
		// The rest of k overlaps the last block.
		transpose(1, src[j*ss+k-side:], ss, dst[(k-side)*ds+j:], ds)
	}
	if j < cols {
		transposeGeneric(k, cols-j, src[j*ss:], ss, dst[j:], ds)
	}
}
