package llama

import "pipe/engine/kernel"

// forward runs the blocks over the micro-batch and leaves the residual stream in p.x.
func (p *plan) forward() {
	p.layer = 0
	p.overRows((*plan).embedRows)
	for p.layer = range p.blocks {
		p.forwardBlock()
	}
}

func (p *plan) forwardBlock() {
	b, a, r := &p.blocks[p.layer], &p.acts[p.layer], p.residual()
	p.overRows((*plan).beginRows)
	p.multiply(&b.qkv, r.attentionIn, a.qkv, false)
	p.adapt(adaptQKV, r.attentionIn, a.qkv)
	p.overRows((*plan).ropeRows)
	p.passPrefix()
	p.attend()
	p.addBranch(&b.o, adaptO, siteAttention, a.attended, r.attentionSum)
	p.overRows((*plan).betweenRows)
	p.multiply(&b.w13, r.ffnIn, a.gate, false)
	p.adapt(adaptW13, r.ffnIn, a.gate)
	p.overRows((*plan).gateRows)
	p.addBranch(&b.w2, adaptW2, siteFFN, a.hidden, r.ffnSum)
	if p.config.postNorm() {
		p.overRows((*plan).endRows)
	}
}

func (p *plan) embedRows(worker, i int) {
	c, mask := p.config.Dim, p.workers[worker].mask
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		x := row(p.acts[0].x, r, c)
		copy(x, row(p.embed, int(p.tokens[r]), c))
		if p.places != nil {
			kernel.Add(x, x, row(p.places, p.position[r], c))
		}
		if p.dropped() {
			p.fillMask(mask, siteEmbedding, r)
			kernel.Mul(x, x, mask)
		}
	}
}

// ropeRows rotates queries and keys, which lie side by side, and hands keys and values to the cache.
func (p *plan) ropeRows(_, i int) {
	width, turned := p.config.qkvDim(), p.config.QDim()+p.config.KVDim()
	qkv := p.acts[p.layer].qkv
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		x := row(qkv, r, width)
		if p.rope != nil {
			p.rope.Apply(x[:turned], p.position[r])
		}
		if p.owners != nil {
			p.putRow(r, x[p.config.QDim():turned], x[turned:])
		}
		if p.cache != nil {
			p.cache.put(p.layer, p.position[r], x[p.config.QDim():turned], x[turned:])
		}
	}
}

func (p *plan) gateRows(worker, i int) {
	f, width, a := p.config.HiddenDim, p.config.gateDim(), &p.acts[p.layer]
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		g, hidden := row(a.gate, r, width), row(a.hidden, r, f)
		switch p.config.Activation {
		case "gelu":
			gelu(hidden, g, p.workers[worker].gelu)
		case "relu":
			relu(hidden, g)
		default:
			kernel.SwiGLU(hidden, g[:f], g[f:])
		}
	}
}
