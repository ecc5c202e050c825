package llama

import "pipe/engine/kernel"

// scoreGap is the number of unused elements after each row of scores: rows a power of two apart would compete for the
// same sets of a cache.
const scoreGap = 16

// packedHead is the operands of one key-value head over a whole sequence, packed once and met by every block of
// queries of every head that shares them, and those of one query head.
type packedHead struct {
	keys, values   kernel.Panels // [D, T], [T, D]
	turned         kernel.Panels // values as [D, T], in training
	rows           kernel.Panels // keys as [T, D], in training
	queries, dattn kernel.Panels // [T, D], in training
}

// headGroups returns how many tasks the heads of one sequence are: one for each head or, if that leaves every worker
// enough of them, for each group that shares keys, which are then packed once.
func (p *plan) headGroups() int {
	if p.sequences()*p.config.KVHeads >= 2*p.team.Workers() {
		return p.config.KVHeads
	}
	return p.config.Heads
}

// attendGroup is the attention of some heads that share keys, over one sequence.
func (p *plan) attendGroup(worker, i int) {
	groups, w := p.headGroups(), &p.workers[worker]
	size := p.config.Heads / groups
	s, first := i/groups, i%groups*size
	for head := first; head < first+size; head++ {
		h := p.heads(s, head)
		if h.past > 0 {
			p.attendHead(worker, s*p.config.Heads+head)
			continue
		}
		if head == first {
			w.head.keys.Pack(true, p.config.HeadDim(), h.n, h.k, h.ldk)
			w.head.values.Pack(false, h.n, p.config.HeadDim(), h.v, h.ldv)
		}
		p.attendPacked(w, &h, head)
	}
}

// attendPacked is attendHead over a whole sequence. It keeps what the backward pass needs to have the same weights again.
func (p *plan) attendPacked(w *scratch, h *heads, head int) {
	c := p.config.QDim()
	for first := 0; first < h.n; first += queryBlock {
		n, stride := min(queryBlock, h.n-first), h.n+scoreGap
		p.weigh(w, h, first, n, stride, func(r int, x []float32, scale float32) {
			m, inv := kernel.Softmax(x, x, scale)
			if a := &p.acts[p.layer]; a.top != nil {
				at := (h.start+first+r)*p.config.Heads + head
				a.top[at], a.inv[at] = m, inv
			}
		})
		w.head.values.Steps(n, p.seen(h, first), w.scores, stride, h.out[first*c:], c)
	}
}

// weigh leaves the attention weights of n queries from first on in w.scores, rows stride apart: softmax turns the
// scores that query first+r sees into weights, and what it does not see becomes zero as far as the block sees.
func (p *plan) weigh(w *scratch, h *heads, first, n, stride int, softmax func(r int, x []float32, scale float32)) {
	w.head.keys.Columns(n, p.seen(h, first), h.q[first*h.ldq:], h.ldq, w.scores, stride)
	scale, all := p.scoreScale(), p.seen(h, first+n-1)
	for r := range n {
		seen := p.seen(h, first+r)
		softmax(r, w.scores[r*stride:][:seen], scale)
		clear(w.scores[r*stride+seen : r*stride+all])
	}
}

// attendBackward computes the gradients of queries, keys and values in t.dqkv from that of the attended rows in
// t.dattended. The query heads that share keys are one task: their gradients add up in order of heads.
func (t *Trainer) attendBackward(worker, i int) {
	p, c := t.plan, t.plan.config
	s, shared := i/c.KVHeads, i%c.KVHeads
	d, width, group := c.HeadDim(), c.qkvDim(), c.Heads/c.KVHeads
	start, packed := p.starts[s], &p.workers[worker].head
	dk, dv := t.dqkv[start*width+c.QDim()+shared*d:], t.dqkv[start*width+c.QDim()+c.KVDim()+shared*d:]
	for r := range p.starts[s+1] - start {
		clear(dk[r*width:][:d])
		clear(dv[r*width:][:d])
	}
	for head := shared * group; head < (shared+1)*group; head++ {
		h := p.heads(s, head)
		if head == shared*group {
			packed.keys.Pack(true, d, h.n, h.k, h.ldk)
			packed.rows.Pack(false, h.n, d, h.k, h.ldk)
			packed.turned.Pack(true, d, h.n, h.v, h.ldv)
		}
		g := headGradient{head, t.dattended[start*c.QDim()+head*d:], t.dqkv[start*width+head*d:], dk, dv}
		packed.queries.Pack(false, h.n, d, h.q, h.ldq)
		packed.dattn.Pack(false, h.n, d, g.dout, c.QDim())
		for first := 0; first < h.n; first += queryBlock {
			t.blockBackward(&p.workers[worker], &h, &g, first, min(queryBlock, h.n-first))
		}
	}
}

// headGradient is where the gradients of one head are: of its result, rows H*D apart, and of its operands.
type headGradient struct {
	head             int
	dout, dq, dk, dv []float32
}

// blockBackward is n queries of one head from first on. The weights are computed again, with the same bits, which is
// cheaper than keeping them.
func (t *Trainer) blockBackward(w *scratch, h *heads, g *headGradient, first, n int) {
	p, c, width := t.plan, t.plan.config, t.plan.config.qkvDim()
	a, stride, seen := &p.acts[p.layer], h.n+scoreGap, p.seen(h, first)
	all, packed := p.seen(h, first+n-1), &w.head
	p.weigh(w, h, first, n, stride, func(r int, x []float32, scale float32) {
		at := (h.start+first+r)*c.Heads + g.head
		kernel.SoftmaxAgain(x, x, scale, a.top[at], a.inv[at])
	})
	packed.dattn.AddTransposed(all, seen, first, n, w.scores, stride, g.dv, width)
	packed.turned.Columns(n, seen, g.dout[first*c.QDim():], c.QDim(), w.dscore, stride)
	for r := range n {
		seen := p.seen(h, first+r)
		y, dy := w.scores[r*stride:][:seen], w.dscore[r*stride:][:seen]
		kernel.SoftmaxBackward(dy, y, dy, p.scoreScale())
		clear(w.dscore[r*stride+seen : r*stride+all])
	}
	packed.rows.Steps(n, seen, w.dscore, stride, g.dq[first*width:], width)
	packed.queries.AddTransposed(all, seen, first, n, w.dscore, stride, g.dk, width)
}
