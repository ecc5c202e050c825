package llama

import "math"

// RopeScaling is how Llama 3.1 reads further than it was first trained to: it slows the rotations of the channels
// that turn seldom, leaves those that turn often, and goes smoothly from one to the other (Grattafiori et al., "The
// Llama 3 Herd of Models", 2024; the formula is that of Meta's apply_scaling). The zero value scales nothing.
type RopeScaling struct {
	Factor         float64 // by which slow channels are slowed
	LowFreqFactor  float64 // turns within OriginalSeqLen below which a channel is slow
	HighFreqFactor float64 // turns within OriginalSeqLen above which a channel is left alone
	OriginalSeqLen int     // of the first training
}

func (r RopeScaling) valid() bool {
	return r == RopeScaling{} || r.Factor > 0 && !math.IsInf(r.Factor, 0) && r.LowFreqFactor > 0 && r.HighFreqFactor > r.LowFreqFactor &&
		!math.IsInf(r.HighFreqFactor, 0) && r.OriginalSeqLen > 0
}

// scale changes a frequency in radians a position. Products are rounded one by one, so that no compiler fuses them.
func (r RopeScaling) scale(frequency float64) float64 {
	if r.OriginalSeqLen == 0 {
		return frequency
	}
	turns := float64(float64(r.OriginalSeqLen)*frequency) / (2 * math.Pi)
	switch {
	case turns > r.HighFreqFactor:
		return frequency
	case turns < r.LowFreqFactor:
		return frequency / r.Factor
	}
	share := (turns - r.LowFreqFactor) / (r.HighFreqFactor - r.LowFreqFactor)
	return float64((1-share)*(frequency/r.Factor)) + float64(share*frequency)
}
