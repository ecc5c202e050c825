package llama

import (
	"math"

	"pipe/engine/kernel"
)

// queryBlock is the number of queries whose scores are computed at once: with a causal mask, about half of the
// last block of each sequence is computed in vain.
const queryBlock = 56

// smallAttention is the number of multiplications below which a session's attention is faster on one worker.
const smallAttention = 8 << 10

// piece is a run of rows of the micro-batch whose keys and values are a part of what a sequence sees.
type piece struct{ row, n int }

// heads is where the attention of one head finds its operands. Queries and results are rows of the micro-batch. Keys
// and values are read from the pieces of other sequences that this one continues, in order, and then from its
// own rows; or all from the cache.
type heads struct {
	n, past       int       // queries; positions before the first of them
	start         int       // row of the first query
	pieces        []piece   // past positions in the micro-batch
	qkv           []float32 // [R, H*D+2*K*D]
	q             []float32 // of the first query; rows ldq apart
	k, v          []float32 // of position past or, from the cache, 0; rows ldk and ldv apart
	cached        bool      // k is [D, T]
	kAt, vAt      int       // columns of qkv
	out           []float32 // rows H*D apart
	ldq, ldk, ldv int
}

// attend computes softmax(QKᵀ/sqrt(D))·V for each sequence and head (Vaswani et al., "Attention Is All You
// Need", 2017, equation 1), with keys and values shared by groups of heads (Ainslie et al., "GQA", 2023).
func (p *plan) attend() {
	tasks := p.sequences() * p.config.Heads
	if p.owners != nil {
		p.do(tasks, (*plan).attendPages)
		return
	}
	if p.cache == nil {
		p.do(p.sequences()*p.headGroups(), (*plan).attendGroup)
		return
	}
	if p.rows*(p.cache.length+p.rows)*p.config.QDim() < smallAttention {
		for i := range tasks {
			p.attendHead(0, i)
		}
		return
	}
	p.do(tasks, (*plan).attendHead)
}

func (p *plan) attendHead(worker, i int) {
	h := p.heads(i/p.config.Heads, i%p.config.Heads)
	d, c := p.config.HeadDim(), p.config.QDim()
	w := &p.workers[worker]
	for first := 0; first < h.n; first += queryBlock {
		n := min(queryBlock, h.n-first)
		keys := p.scores(w, &h, first, n)
		out, at := h.out[first*c:], 0
		for _, piece := range h.pieces {
			v := h.qkv[piece.row*h.ldv+h.vAt:]
			kernel.Gemm(&w.gemm, false, false, n, d, piece.n, w.scores[at:], keys, v, h.ldv, out, c, at > 0)
			at += piece.n
		}
		kernel.Gemm(&w.gemm, false, false, n, d, keys-at, w.scores[at:], keys, h.v, h.ldv, out, c, at > 0)
	}
}

// heads returns the operands of query head head of sequence s.
func (p *plan) heads(s, head int) heads {
	c := p.config
	d, width := c.HeadDim(), c.qkvDim()
	shared := head / (c.Heads / c.KVHeads)
	a, start := &p.acts[p.layer], p.starts[s]
	h := heads{n: p.starts[s+1] - start, start: start, qkv: a.qkv, ldq: width, ldk: width, ldv: width}
	h.kAt, h.vAt = c.QDim()+shared*d, c.QDim()+c.KVDim()+shared*d
	h.q = a.qkv[start*width+head*d:]
	h.out = a.attended[start*c.QDim()+head*d:]
	h.past = p.position[start]
	if p.cache != nil {
		h.cached = true
		h.k, h.ldk, h.v, h.ldv = p.cache.head(p.layer, shared)
		return h
	}
	h.k, h.v = a.qkv[start*width+h.kAt:], a.qkv[start*width+h.vAt:]
	if h.past > 0 {
		h.pieces = p.pieces[s]
	}
	return h
}

// scores leaves the attention weights of n queries from first on in w.scores, [n, keys], zero where a query
// does not see, and returns keys, the number of positions the last of them sees.
func (p *plan) scores(w *scratch, h *heads, first, n int) (keys int) {
	d := p.config.HeadDim()
	keys = h.past + h.n
	if p.config.Causal {
		keys = h.past + first + n
	}
	q, at := h.q[first*h.ldq:], 0
	for _, piece := range h.pieces {
		k := h.qkv[piece.row*h.ldk+h.kAt:]
		kernel.Gemm(&w.gemm, false, true, n, piece.n, d, q, h.ldq, k, h.ldk, w.scores[at:], keys, false)
		at += piece.n
	}
	kernel.Gemm(&w.gemm, false, !h.cached, n, keys-at, d, q, h.ldq, h.k, h.ldk, w.scores[at:], keys, false)
	scale := p.scoreScale()
	for r := range n {
		s := row(w.scores, r, keys)
		seen := p.seen(h, first+r)
		kernel.Softmax(s[:seen], s[:seen], scale)
		clear(s[seen:])
	}
	return keys
}

// scoreScale returns 1/sqrt(D).
func (p *plan) scoreScale() float32 { return float32(1 / math.Sqrt(float64(p.config.HeadDim()))) }

// seen returns the number of positions that query r sees.
func (p *plan) seen(h *heads, r int) int {
	if p.config.Causal {
		return h.past + r + 1
	}
	return h.past + h.n
}
