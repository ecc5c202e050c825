package llama

import (
	"pipe/engine/kernel"
)

// Scorer evaluates whole sequences in batches, without gradients. What it says of a sequence does not depend, to
// the bit, on the others it is given with.
type Scorer struct {
	tasks[Scorer]
	weights *Weights
	plan    *plan
	head    *head
	pooled  pooled

	targets []int32   // [N] of the current batch
	first   int       // selected row of the first logits
	offset  int       // of the micro-batch in the batch
	logProb []float64 // [selected]
	greedy  []bool    // [selected]
}

// Score is how likely a model finds the end of a sequence.
type Score struct {
	LogProb float64 // sum over the scored tokens, in nats
	Tokens  int     // scored
	Greedy  bool    // each scored token is the likeliest one
}

// NewScorer returns a scorer of w that holds the activations of microTokens tokens at once: at least SeqLen, 0
// means 2048.
func NewScorer(team *kernel.Team, w *Weights, microTokens int) *Scorer {
	if microTokens == 0 {
		microTokens = 2048
	}
	limit := max(microTokens, w.Config.SeqLen)
	s := &Scorer{weights: w, plan: newPlan(team, w, limit, false)}
	s.bind(team, s)
	s.head = newHead(s.plan, w.Norm, w.outputMatrix(), limit)
	s.logProb, s.greedy = make([]float64, limit), make([]bool, limit)
	if w.Config.Classes > 0 {
		s.pooled = newPooled(w.Config, limit)
	}
	return s
}

// LogProbs returns the log-likelihood of the tokens of each sequence from index from[i] on, given those before;
// with a nil from, of all but the first. A from of 0 is taken as 1: the first token has no context.
func (s *Scorer) LogProbs(sequences [][]int32, from []int) []Score {
	b := NextTokens(sequences, from)
	scores := make([]Score, len(sequences))
	for i := range scores {
		scores[i].Greedy = true
	}
	s.targets = b.Targets
	s.overBatch(&b, func(first, _ int) {
		s.head.choose(b.Targets[s.offset : s.offset+s.plan.rows])
		s.head.normalize()
		for at := 0; at < len(s.head.selected); at += headChunk {
			n := min(headChunk, len(s.head.selected)-at)
			s.head.project(at, n)
			s.first = at
			s.do(n, (*Scorer).scoreRow)
		}
		i := first
		for j, r := range s.head.selected {
			for s.offset+r >= b.end(i) {
				i++
			}
			scores[i].LogProb += s.logProb[j]
			scores[i].Tokens++
			scores[i].Greedy = scores[i].Greedy && s.greedy[j]
		}
	})
	return scores
}

// overBatch runs the blocks over the micro-batches of b and calls f after each with its sequences, first to last-1.
func (s *Scorer) overBatch(b *Batch, f func(first, last int)) {
	if len(b.Starts) == 0 {
		return
	}
	b.check(s.weights.Config)
	for first := 0; first < len(b.Starts); {
		last := b.microEnd(first, s.plan.limit)
		s.offset = b.Starts[first]
		s.plan.load(b, first, last)
		s.plan.forward()
		f(first, last)
		first = last
	}
}

func (s *Scorer) scoreRow(_, i int) {
	j := s.first + i
	target := int(s.targets[s.offset+s.head.selected[j]])
	logits := row(s.head.logits, i, s.weights.Config.VocabSize)
	s.greedy[j] = kernel.ArgMax(logits) == target
	x := logits[target]
	s.logProb[j] = float64(x) - kernel.LogSumExp(logits, logits)
}

// Classify returns the logits of the classes of each sequence, [S, classes].
func (s *Scorer) Classify(sequences [][]int32) []float32 {
	b := NextTokens(sequences, nil)
	classes := s.weights.Config.Classes
	logits := make([]float32, 0, len(sequences)*classes)
	s.overBatch(&b, func(first, last int) {
		s.pooled.forward(s.head, s.weights.Classifier)
		logits = append(logits, s.pooled.logits[:(last-first)*classes]...)
	})
	return logits
}

// Predict returns the likeliest token at each position of each sequence: of a masked model, at the position
// itself; of a causal one, after it.
func (s *Scorer) Predict(sequences [][]int32) [][]int32 {
	b := NextTokens(sequences, nil)
	v := s.weights.Config.VocabSize
	out := make([][]int32, len(sequences))
	s.overBatch(&b, func(first, _ int) {
		s.head.chooseAll()
		s.head.normalize()
		i := first
		for at := 0; at < s.plan.rows; at += headChunk {
			n := min(headChunk, s.plan.rows-at)
			s.head.project(at, n)
			for j := range n {
				for s.offset+at+j >= b.end(i) {
					i++
				}
				out[i] = append(out[i], int32(kernel.ArgMax(row(s.head.logits, j, v))))
			}
		}
	})
	return out
}

// Hidden returns the state of each sequence at a layer, [T, C] each: 0 is the embedding, l what block l leaves, and the
// last is normed, as the output layer sees it.
func (s *Scorer) Hidden(sequences [][]int32, layer int) [][]float32 {
	b := NextTokens(sequences, nil)
	c := s.weights.Config
	all := s.plan.blocks
	defer func() { s.plan.blocks = all }()
	s.plan.blocks = all[:layer]
	out := make([][]float32, len(sequences))
	s.overBatch(&b, func(first, last int) {
		x := s.plan.x
		if layer == c.Layers {
			s.head.chooseAll()
			s.head.normalize()
			x = s.head.normed
		}
		for i := first; i < last; i++ {
			lo, hi := s.plan.starts[i-first]*c.Dim, s.plan.starts[i-first+1]*c.Dim
			out[i] = append(out[i], x[lo:hi]...)
		}
	})
	return out
}

// MeanHidden returns the mean over positions of Hidden, [C] for each sequence; with layer 0, of the rows of the
// embedding.
func (s *Scorer) MeanHidden(sequences [][]int32, layer int) [][]float32 {
	means := s.Hidden(sequences, layer)
	c := s.weights.Config.Dim
	for i, x := range means {
		mean := make([]float32, c)
		meanRows(mean, x, 0, len(x)/c)
		means[i] = mean
	}
	return means
}
