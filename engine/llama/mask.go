package llama

import "math/rand/v2"

// Masking says how tokens are hidden for the masked objective (Devlin et al., "BERT", 2019, section 3.1).
type Masking struct {
	Rate      float64 // of tokens to predict: 0.15 in the paper
	MaskToken int32   // stands for 80 % of them; 10 % become a random token and 10 % stay
	VocabSize int
	Special   int32 // tokens below are never hidden nor drawn
}

// Apply fills inputs and targets from tokens, all of one length: an input is the token or what hides it, a target the
// hidden token or Ignored.
func (m Masking) Apply(inputs, targets, tokens []int32, rng *rand.Rand) {
	for i, token := range tokens {
		inputs[i], targets[i] = token, Ignored
		if token < m.Special || uniform(rng) >= m.Rate {
			continue
		}
		targets[i] = token
		switch u := uniform(rng); {
		case u < 0.8:
			inputs[i] = m.MaskToken
		case u < 0.9:
			inputs[i] = m.Special + int32(uniform(rng)*float64(int32(m.VocabSize)-m.Special))
		}
	}
}
