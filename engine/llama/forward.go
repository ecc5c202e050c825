package llama

import "pipe/engine/kernel"

// forward runs the blocks over the micro-batch and leaves the residual stream in p.x.
func (p *plan) forward() {
	p.overRows((*plan).embedRows)
	for p.layer = range p.blocks {
		p.forwardBlock()
	}
}

func (p *plan) forwardBlock() {
	b, a := &p.blocks[p.layer], &p.acts[p.layer]
	p.overRows((*plan).attentionNormRows)
	p.multiply(&b.qkv, a.xn, a.qkv, false)
	p.adapt(adaptQKV, a.xn, a.qkv)
	p.overRows((*plan).ropeRows)
	p.passPrefix()
	p.attend()
	p.multiply(&b.o, a.attended, a.y, true)
	p.adapt(adaptO, a.attended, a.y)
	p.overRows((*plan).ffnNormRows)
	p.multiply(&b.w13, a.yn, a.gate, false)
	p.adapt(adaptW13, a.yn, a.gate)
	p.overRows((*plan).gateRows)
	p.multiply(&b.w2, a.hidden, p.next(), true)
	p.adapt(adaptW2, a.hidden, p.next())
}

// next returns where the block writes: the input of the next, or the end.
func (p *plan) next() []float32 {
	if p.layer+1 < len(p.acts) {
		return p.acts[p.layer+1].x
	}
	return p.x
}

func (p *plan) embedRows(_, i int) {
	c := p.config.Dim
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		x := row(p.acts[0].x, r, c)
		copy(x, row(p.embed, int(p.tokens[r]), c))
		if p.places != nil {
			kernel.Add(x, x, row(p.places, p.position[r], c))
		}
	}
}

// attentionNormRows norms the input of the block and starts its residual sum.
func (p *plan) attentionNormRows(_, i int) {
	c, a := p.config.Dim, &p.acts[p.layer]
	g := p.blocks[p.layer].attentionNorm
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		x := row(a.x, r, c)
		a.mean1[r], a.inv1[r] = p.norm(row(a.xn, r, c), x, g)
		copy(row(a.y, r, c), x)
	}
}

func (p *plan) ffnNormRows(_, i int) {
	c, a, next := p.config.Dim, &p.acts[p.layer], p.next()
	g := p.blocks[p.layer].ffnNorm
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		y := row(a.y, r, c)
		a.mean2[r], a.inv2[r] = p.norm(row(a.yn, r, c), y, g)
		copy(row(next, r, c), y)
	}
}

// ropeRows rotates queries and keys, which lie side by side, and hands keys and values to the cache.
func (p *plan) ropeRows(_, i int) {
	width, turned := p.config.qkvDim(), p.config.Dim+p.config.KVDim()
	qkv := p.acts[p.layer].qkv
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		x := row(qkv, r, width)
		if p.rope != nil {
			p.rope.Apply(x[:turned], p.position[r])
		}
		if p.cache != nil {
			p.cache.put(p.layer, p.position[r], x[p.config.Dim:turned], x[turned:])
		}
	}
}

func (p *plan) gateRows(worker, i int) {
	f, width, a := p.config.HiddenDim, p.config.gateDim(), &p.acts[p.layer]
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		g := row(a.gate, r, width)
		if width == f {
			gelu(row(a.hidden, r, f), g, p.workers[worker].gelu)
		} else {
			kernel.SwiGLU(row(a.hidden, r, f), g[:f], g[f:])
		}
	}
}
