package llama

import (
	"fmt"

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

	// The micro-batch.
	tokens  []int32 // [R]
	targets []int32 // [R]
	owner   []int   // [R]: the sequence of each row
	first   int     // selected row of the first logits
	logProb []float64
	greedy  []bool
	top     int // candidates of each selected row; see EachToken
	tops    [][]Candidate
}

// Score is how likely a model finds the end of a sequence.
type Score struct {
	LogProb float64 // sum over the scored tokens, in nats
	Tokens  int     // scored
	Greedy  bool    // each scored token is the likeliest one
}

// NewScorer returns a scorer of w that holds the activations of microTokens tokens at once: at least SeqLen, 0
// means 1024.
func NewScorer(team *kernel.Team, w *Weights, microTokens int) *Scorer {
	if microTokens == 0 {
		microTokens = 1024
	}
	limit := max(microTokens, w.Config.SeqLen)
	s := &Scorer{weights: w, plan: &plan{parameters: w.parameters(), prefix: newPrefix(w.Config)}}
	s.plan.allocate(team, limit, false)
	s.bind(team, s)
	s.head = newHead(s.plan, limit)
	s.tokens, s.targets, s.owner = make([]int32, 0, limit), make([]int32, 0, limit), make([]int, 0, limit)
	s.logProb, s.greedy = make([]float64, limit), make([]bool, limit)
	if w.Config.Classes > 0 {
		s.pooled = newPooled(w.Config, limit)
	}
	return s
}

// LogProbs returns the log-likelihood of the tokens of each sequence from index from[i] on, given those before;
// with a nil from, of all but the first. A from of 0 is taken as 1: the first token has no context. A sequence may
// have SeqLen+1 tokens, since the last is predicted and not read.
//
// What a sequence begins with, as the one before it does, is computed once, so requests that share a context
// should be neighbours.
func (s *Scorer) LogProbs(sequences [][]int32, from []int) []Score {
	scores := make([]Score, len(sequences))
	s.EachLogProb(sequences, from, func(i int, score Score) bool {
		scores[i] = score
		return true
	})
	return scores
}

// EachLogProb is LogProbs for many sequences: it hands each score to f as soon as it has it, in order, and stops when f
// returns false.
func (s *Scorer) EachLogProb(sequences [][]int32, from []int, f func(i int, score Score) bool) {
	s.each(sequences, from, func(i, first, end int) bool {
		score := Score{Tokens: end - first, Greedy: true}
		for j := first; j < end; j++ {
			score.LogProb += s.logProb[j]
			score.Greedy = score.Greedy && s.greedy[j]
		}
		return f(i, score)
	})
}

// each scores sequences as LogProbs says and hands the selected rows of each to f, first to end-1, in order, until f
// returns false.
func (s *Scorer) each(sequences [][]int32, from []int, f func(i, first, end int) bool) {
	s.plan.prefix.forget()
	defer s.plan.prefix.forget()
	start := func(i int) int {
		if from == nil {
			return 1
		}
		return max(from[i], 1)
	}
	for next := 0; next < len(sequences); {
		i := next
		next = s.load(sequences, next, start)
		s.plan.forward()
		s.head.choose(s.targets)
		s.scoreSelected()
		for j := 0; i < next; i++ {
			first := j
			for j < len(s.head.selected) && s.owner[s.head.selected[j]] == i {
				j++
			}
			if !f(i, first, j) {
				return
			}
		}
	}
}

// TargetLogProbs returns the log-likelihood of each target of b that is not Ignored, in order of rows: what
// a masked model is scored by.
func (s *Scorer) TargetLogProbs(b Batch) []float64 {
	b.check(s.weights.Config)
	var list []float64
	s.plan.prefix.forget()
	for first := 0; first < len(b.Starts); {
		last := b.microEnd(first, s.plan.limit)
		s.plan.load(&b, first, last)
		s.plan.forward()
		at := b.Starts[first]
		s.targets = append(s.targets[:0], b.Targets[at:at+s.plan.rows]...)
		s.head.choose(s.targets)
		s.scoreSelected()
		list = append(list, s.logProb[:len(s.head.selected)]...)
		first = last
	}
	return list
}

// load makes as many sequences from next on as fit the micro-batch and returns the one after. With a nil start they
// are read whole. Else they are read to be scored from start(i) on: the last token gets no row, and rows before
// start(i)-1, the first that is scored, are left to the sequence before where both begin alike, be it in this
// micro-batch or the last of the one before.
func (s *Scorer) load(sequences [][]int32, next int, start func(i int) int) int {
	p := s.plan
	s.tokens, s.targets, s.owner = s.tokens[:0], s.targets[:0], s.owner[:0]
	p.starts, p.pieces = p.starts[:0], p.pieces[:0]
	p.prefix.n, p.prefix.leave = p.prefix.left(), nil
	before := 0 // rows of the sequence before
	for i := next; i < len(sequences); i++ {
		text := sequences[i]
		known, read := p.prefix.n, len(text)
		if start != nil {
			read = max(read-1, 1)
		}
		s.check(i, text, read)
		if i > next {
			known = 0
			if start != nil && p.config.Causal {
				known = min(common(sequences[i-1][:before], text), max(start(i)-1, 0), read-1)
			}
			if len(s.tokens)+read-known > p.limit {
				p.prefix.leave = s.continued(known)
				break
			}
			p.pieces = append(p.pieces, s.continued(known))
		} else {
			p.pieces = append(p.pieces, nil)
			if known > 0 {
				p.pieces[0] = []piece{{p.limit, known}}
			}
		}
		p.starts = append(p.starts, len(s.tokens))
		for t := known; t < read; t++ {
			target := int32(Ignored)
			if start != nil && t+1 < len(text) && t+1 >= start(i) {
				target = text[t+1]
			}
			p.position[len(s.tokens)] = t
			s.tokens, s.targets, s.owner = append(s.tokens, text[t]), append(s.targets, target), append(s.owner, i)
		}
		before = read
	}
	p.tokens, p.rows = s.tokens, len(s.tokens)
	p.starts = append(p.starts, p.rows)
	return next + p.sequences()
}

// continued returns the pieces that hold the first known positions of the last sequence loaded.
func (s *Scorer) continued(known int) []piece {
	if known == 0 {
		return nil
	}
	p := s.plan
	last := len(p.starts) - 1
	own := piece{p.starts[last], len(s.tokens) - p.starts[last]}
	var list []piece
	for _, part := range append(p.pieces[last][:len(p.pieces[last]):len(p.pieces[last])], own) {
		n := min(part.n, known)
		list = append(list, piece{part.row, n})
		if known -= n; known == 0 {
			break
		}
	}
	return list
}

// common returns the length of the longest common beginning.
func common(a, b []int32) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// check panics unless the model can read so many tokens of sequence i, all of its vocabulary.
func (s *Scorer) check(i int, text []int32, read int) {
	c := s.weights.Config
	if len(text) < 1 || read > c.SeqLen {
		panic(fmt.Sprintf("llama: sequence %d has %d tokens to read, want 1 to %d", i, read, c.SeqLen))
	}
	for _, token := range text {
		if uint(token) >= uint(c.VocabSize) {
			panic(fmt.Sprintf("llama: sequence %d holds token %d of %d", i, token, c.VocabSize))
		}
	}
}

// scoreSelected fills logProb and greedy for the selected rows.
func (s *Scorer) scoreSelected() {
	s.head.normalize()
	for at := 0; at < len(s.head.selected); at += headChunk {
		n := min(headChunk, len(s.head.selected)-at)
		s.head.project(at, n)
		s.first = at
		s.do(n, (*Scorer).scoreRow)
	}
}

func (s *Scorer) scoreRow(_, i int) {
	j := s.first + i
	target := int(s.targets[s.head.selected[j]])
	logits := s.head.logitRow(i)
	s.greedy[j] = kernel.ArgMax(logits) == target
	x := logits[target]
	if s.top > 0 {
		s.tops[j] = likeliest(logits, s.top)
	}
	total := kernel.LogSumExp(logits, logits)
	s.logProb[j] = float64(x) - total
	if s.top > 0 {
		normalize(s.tops[j], total)
	}
}
