package llama

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"pipe/engine/kernel"
)

// Sampling says how a token is drawn from logits. The zero value takes the likeliest.
type Sampling struct {
	Temperature float64 // divides the logits; 0: greedy
	TopP        float64 // draw from the likeliest tokens that together have this probability; 0 or 1: from all
}

// Sampler draws tokens. It owns its memory.
type Sampler struct {
	sampling      Sampling
	probabilities []float32
	order         []int32
}

// NewSampler returns a sampler over a vocabulary.
func NewSampler(vocabSize int, o Sampling) *Sampler {
	return &Sampler{sampling: o, probabilities: make([]float32, vocabSize), order: make([]int32, vocabSize)}
}

// Sample returns a token. A greedy sampler uses no random number and may have a nil generator.
func (s *Sampler) Sample(logits []float32, rng *rand.Rand) int32 {
	if s.sampling.Temperature <= 0 {
		return int32(kernel.ArgMax(logits))
	}
	p := s.probabilities
	kernel.Softmax(p, logits, float32(1/s.sampling.Temperature))
	for i := range s.order {
		s.order[i] = int32(i)
	}
	total := 0.0
	chosen := s.order
	if s.sampling.TopP > 0 && s.sampling.TopP < 1 {
		chosen, total = s.nucleus()
	} else {
		for _, x := range p {
			total += float64(x)
		}
	}
	at := uniform(rng) * total
	for _, token := range chosen {
		if at -= float64(p[token]); at < 0 {
			return token
		}
	}
	return chosen[len(chosen)-1]
}

// nucleus returns the likeliest tokens until their probabilities reach TopP, and the sum (Holtzman et al., "The
// Curious Case of Neural Text Degeneration", 2020). Equals are in order of tokens.
func (s *Sampler) nucleus() (chosen []int32, total float64) {
	slices.SortFunc(s.order, func(a, b int32) int {
		if d := cmp.Compare(s.probabilities[b], s.probabilities[a]); d != 0 {
			return d
		}
		return cmp.Compare(a, b)
	})
	for i, token := range s.order {
		total += float64(s.probabilities[token])
		if total >= s.sampling.TopP {
			return s.order[:i+1], total
		}
	}
	return s.order, total
}

// Generate reads the prompt and hands each new token to emit, until emit returns false, limit tokens are out or
// the session is full. The last token is emitted but not read.
func (s *Session) Generate(prompt []int32, limit int, sampler *Sampler, rng *rand.Rand, emit func(token int32) bool) {
	logits := s.Prefill(prompt)
	for n := 1; n <= limit; n++ {
		token := sampler.Sample(logits, rng)
		if !emit(token) || n == limit || s.Len() == s.Cap() {
			return
		}
		logits = s.Decode(token)
	}
}
