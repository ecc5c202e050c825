package llama

import "pipe/engine/kernel"

// Candidate is a token that may come next.
type Candidate struct {
	Token   int32
	LogProb float64 // in nats
}

// Prediction is what a model says of a token, and what it says of others in its place.
type Prediction struct {
	LogProb float64     // of the token, in nats
	Top     []Candidate // the likeliest, in order; of equals the first token
}

// EachToken scores sequences as EachLogProb does and hands the predictions of each scored token to f, with the top
// candidates. Their sum, in order, is the LogProb of EachLogProb to the bit, and a token that is also a candidate has
// the same number in both places.
func (s *Scorer) EachToken(sequences [][]int32, from []int, top int, f func(i int, tokens []Prediction) bool) {
	s.top, s.tops = top, make([][]Candidate, len(s.logProb))
	defer func() { s.top, s.tops = 0, nil }()
	s.each(sequences, from, func(i, first, end int) bool {
		tokens := make([]Prediction, 0, end-first)
		for j := first; j < end; j++ {
			tokens = append(tokens, Prediction{s.logProb[j], s.tops[j]})
		}
		return f(i, tokens)
	})
}

// Predict says of a token what its logits, [V], do, as EachToken would. scratch has the length of logits and is
// overwritten; it may be logits.
func Predict(logits []float32, token int32, top int, scratch []float32) Prediction {
	p := Prediction{LogProb: float64(logits[token]), Top: likeliest(logits, top)}
	total := kernel.LogSumExp(logits, scratch)
	p.LogProb -= total
	normalize(p.Top, total)
	return p
}

// likeliest returns the n tokens of the highest logits, which stand for their log-probabilities.
func likeliest(logits []float32, n int) []Candidate {
	n = min(n, len(logits))
	best := make([]Candidate, 0, n)
	for token, x := range logits {
		logit := float64(x)
		if len(best) == n && !(n > 0 && logit > best[n-1].LogProb) {
			continue
		}
		if len(best) < n {
			best = append(best, Candidate{})
		}
		at := len(best) - 1
		for ; at > 0 && logit > best[at-1].LogProb; at-- {
			best[at] = best[at-1]
		}
		best[at] = Candidate{int32(token), logit}
	}
	return best
}

// normalize turns logits into log-probabilities, by the logarithm of the sum of all exponentials.
func normalize(list []Candidate, total float64) {
	for i := range list {
		list[i].LogProb -= total
	}
}
