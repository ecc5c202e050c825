package llama

import (
	"fmt"

	"pipe/engine/kernel"
)

// prefillRows is the number of tokens that go through the model at once.
const prefillRows = 128

// Session reads and continues one sequence, keeping the keys and values of what it has read.
type Session struct {
	plan *plan
	head *head
	one  [1]int32
}

// NewSession returns an empty session of a causal model. It copies the matrices of w into panels, through which
// a single row streams; sessions made by Fork share the copy. Those of 8 bits are not copied.
func NewSession(team *kernel.Team, w *Weights) *Session {
	return newSession(team, packedParameters(w))
}

// packedParameters returns views of w, a causal model's, with matrices in panels.
func packedParameters(w *Weights) parameters {
	if !w.Config.Causal {
		panic("llama: a session of a bidirectional model")
	}
	p := w.parameters()
	var packed []*matrix // in the order in which a pass reads them
	var rows []*kernel.Rows
	add := func(m *matrix) {
		if m.int8 == nil { // else it is read from front to back as it is
			packed, rows = append(packed, m), append(rows, m.rows)
		}
	}
	for i := range p.blocks {
		for _, m := range p.blocks[i].matrices() {
			add(m)
		}
	}
	add(&p.output)
	for i, panels := range kernel.NewPanels(rows...) {
		packed[i].panels = panels
	}
	return p
}

func newSession(team *kernel.Team, w parameters) *Session {
	p := newPlan(team, w, min(prefillRows, w.config.SeqLen), false)
	p.cache = newCache(w.config)
	p.starts = append(p.starts, 0, 0)
	return &Session{plan: p, head: newHead(p, 1)}
}

// Len returns the number of tokens read.
func (s *Session) Len() int { return s.plan.cache.length }

// Cap returns the number of tokens the session can hold.
func (s *Session) Cap() int { return s.plan.config.SeqLen }

// Truncate forgets all but the first n tokens: what several continuations share is read once.
func (s *Session) Truncate(n int) {
	if n < 0 || n > s.Len() {
		panic(fmt.Sprintf("llama: Truncate(%d) of %d tokens", n, s.Len()))
	}
	s.plan.cache.length = n
}

// Fork returns a session that has read the same tokens and shares the weights. It allocates its own cache. The
// two share a team, so only one may run at a time.
func (s *Session) Fork() *Session { return s.ForkTo(s.plan.team) }

// ForkTo is Fork with a team of its own, so that both may run.
func (s *Session) ForkTo(team *kernel.Team) *Session {
	f := newSession(team, s.plan.parameters)
	f.plan.cache.copyFrom(s.plan.cache)
	return f
}

// Prefill reads tokens and returns the logits of what may follow the last, [V]. They are valid until the next call.
// It panics if tokens is empty or the sequence would grow beyond Cap.
func (s *Session) Prefill(tokens []int32) []float32 {
	if len(tokens) == 0 || s.Len()+len(tokens) > s.Cap() {
		panic(fmt.Sprintf("llama: %d tokens after %d in a session of %d", len(tokens), s.Len(), s.Cap()))
	}
	for len(tokens) > 0 {
		n := min(len(tokens), s.plan.limit)
		s.read(tokens[:n])
		tokens = tokens[n:]
	}
	h := s.head
	h.chooseLast()
	h.normRows(0, 0)
	h.project(0, 1)
	return h.logitRow(0)
}

// Decode reads one token, as Prefill does, with the same bits. It allocates nothing.
func (s *Session) Decode(token int32) []float32 {
	s.one[0] = token
	return s.Prefill(s.one[:])
}

// read is one pass of the blocks.
func (s *Session) read(tokens []int32) {
	p := s.plan
	p.tokens, p.rows, p.starts[1] = tokens, len(tokens), len(tokens)
	for r := range tokens {
		p.position[r] = p.cache.length + r
	}
	p.forward()
	p.cache.length += len(tokens)
}
