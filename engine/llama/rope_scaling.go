package llama

import "math"

// RopeScaling is how a model reads further than it was first trained to. With a factor alone it slows all rotations
// (Chen et al., "Extending Context Window of Large Language Models via Positional Interpolation", 2023). With all of
// it, it is Llama 3.1's: it slows the rotations of the channels that turn seldom, leaves those that turn often, and
// goes smoothly from one to the other (Grattafiori et al., "The Llama 3 Herd of Models", 2024; the formula is that of
// Meta's apply_scaling). The zero value scales nothing.
type RopeScaling struct {
	Factor         float64 // by which slow channels are slowed
	LowFreqFactor  float64 // turns within OriginalSeqLen below which a channel is slow
	HighFreqFactor float64 // turns within OriginalSeqLen above which a channel is left alone
	OriginalSeqLen int     // of the first training
}

// Linear reports whether all rotations are slowed by the factor.
func (r RopeScaling) Linear() bool { return r != RopeScaling{} && r == RopeScaling{Factor: r.Factor} }

func (r RopeScaling) valid() bool {
	if (r == RopeScaling{}) {
		return true
	}
	return r.Factor > 0 && !math.IsInf(r.Factor, 0) && (r.Linear() || r.LowFreqFactor > 0 && r.HighFreqFactor > r.LowFreqFactor &&
		!math.IsInf(r.HighFreqFactor, 0) && r.OriginalSeqLen > 0)
}

// scale changes a frequency in radians a position. Products are rounded one by one, so that no compiler fuses them.
func (r RopeScaling) scale(frequency float64) float64 {
	switch {
	case r == RopeScaling{}:
		return frequency
	case r.Linear():
		return frequency / r.Factor
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
