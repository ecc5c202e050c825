package llama

import (
	"fmt"

	"pipe/engine/kernel"
)

// Decoder reads and continues many sequences together, so that the weights are read once for all of them. Sequences
// join and leave at any time, those that begin alike share the pages that hold their keys and values, and each
// has the bits that a [Session] gives it alone. A Decoder serves one caller at a time.
type Decoder struct {
	plan   *plan
	head   *head
	pages  pages
	logits [][]float32
}

// Reading is tokens that a sequence reads next.
type Reading struct {
	Sequence *Sequence
	Tokens   []int32
}

// NewDecoder returns a decoder of a causal model that reads at most so many tokens at once, of all sequences together.
func NewDecoder(team *kernel.Team, w *Weights, limit int) *Decoder {
	p := newPlan(team, packedParameters(w), limit, false)
	p.owners = make([]*Sequence, limit)
	return &Decoder{plan: p, head: newHead(p, limit), pages: pages{config: w.Config}}
}

// Limit returns how many tokens Read takes at most.
func (d *Decoder) Limit() int { return d.plan.limit }

// Pages returns how many pages the decoder has made, those that no sequence needs any more included. Sequences of
// n1, n2, … tokens never need more than ⌈n1/PageSize⌉ + ⌈n2/PageSize⌉ + … pages, whatever they share.
func (d *Decoder) Pages() int { return d.pages.made }

// PageBytes returns the size of a page of a model.
func (c Config) PageBytes() int { return 8 * c.Layers * PageSize * c.KVDim() }

// Open returns a sequence that has read nothing.
func (d *Decoder) Open() *Sequence { return &Sequence{} }

// Share returns a sequence that has read the first n tokens of s, and shares their memory.
func (d *Decoder) Share(s *Sequence, n int) *Sequence {
	if n < 0 || n > s.length {
		panic(fmt.Sprintf("llama: Share of %d of %d tokens", n, s.length))
	}
	f := &Sequence{pages: append([]*page(nil), s.pages[:ceil(n, pageSize)]...), length: n}
	for _, p := range f.pages {
		p.users++
	}
	return f
}

// Close gives the memory of a sequence back, which must not be used any more.
func (d *Decoder) Close(s *Sequence) {
	for _, p := range s.pages {
		d.pages.give(p)
	}
	*s = Sequence{}
}

// Read lets different sequences read some tokens each and returns, for each in order, the logits of what may follow,
// [V]. They are valid until the next call. It panics if one reads nothing or more than the model's context holds, or all
// together more than Limit.
func (d *Decoder) Read(list []Reading) [][]float32 {
	p := d.plan
	p.rows, p.starts, d.logits = 0, p.starts[:0], d.logits[:0]
	p.tokens = p.tokens[:0]
	for _, reading := range list {
		s, n := reading.Sequence, len(reading.Tokens)
		if n == 0 || s.length+n > p.config.SeqLen || p.rows+n > p.limit {
			panic(fmt.Sprintf("llama: Read of %d tokens after %d in a context of %d, and after %d others of %d",
				n, s.length, p.config.SeqLen, p.rows, p.limit))
		}
		d.pages.reserve(s, n)
		p.starts, p.tokens = append(p.starts, p.rows), append(p.tokens, reading.Tokens...)
		for i := range n {
			p.position[p.rows+i], p.owners[p.rows+i] = s.length+i, s
		}
		p.rows += n
	}
	if p.rows == 0 {
		return nil
	}
	p.starts = append(p.starts, p.rows)
	p.forward()
	for _, reading := range list {
		reading.Sequence.length += len(reading.Tokens)
	}
	d.head.chooseLast()
	d.head.normalize()
	d.head.project(0, len(list))
	for i := range list {
		d.logits = append(d.logits, d.head.logitRow(i))
	}
	return d.logits
}
