package llama

// A block adds two branches to the residual stream. LLaMA norms what a branch reads ("pre"), and what the last block
// leaves; the first transformer normed what the sum gives ("post"), and nothing else (Vaswani et al., 2017, section
// 5.4; Xiong et al., "On Layer Normalization in the Transformer Architecture", 2020, compare the two):
//
//	pre    xn = norm(x)         y = x + attention(xn)  yn = norm(y)      next = y + ffn(yn)
//	post   xn = x + attention(x)  y = norm(xn)           yn = y + ffn(y)   next = norm(yn)

// residual is where the branches of a block read, the sums that they are added to, and what its norms norm, [R, C] each.
type residual struct {
	attentionIn, attentionSum, ffnIn, ffnSum []float32
	norm1, norm2                             []float32
}

// residual returns that of the block p.layer.
func (p *plan) residual() residual {
	a := &p.acts[p.layer]
	if p.config.postNorm() {
		return residual{a.x, a.xn, a.y, a.yn, a.xn, a.yn}
	}
	return residual{a.xn, a.y, a.yn, p.next(), a.x, a.y}
}

// next returns where the block writes: the input of the next, or the end.
func (p *plan) next() []float32 {
	if p.layer+1 < len(p.acts) {
		return p.acts[p.layer+1].x
	}
	return p.x
}

// beginRows norms the input of the block, if that is the place of norms, and starts its first sum.
func (p *plan) beginRows(_, i int) {
	a := &p.acts[p.layer]
	if p.config.postNorm() {
		copy(p.rowsOf(a.xn, i), p.rowsOf(a.x, i))
		return
	}
	p.normRows(i, a.xn, a.x, p.blocks[p.layer].attentionNorm, a.mean1, a.inv1)
	copy(p.rowsOf(a.y, i), p.rowsOf(a.x, i))
}

// betweenRows goes from the first sum to the second.
func (p *plan) betweenRows(_, i int) {
	b, a := &p.blocks[p.layer], &p.acts[p.layer]
	if p.config.postNorm() {
		p.normRows(i, a.y, a.xn, b.attentionNorm, a.mean1, a.inv1)
		copy(p.rowsOf(a.yn, i), p.rowsOf(a.y, i))
		return
	}
	p.normRows(i, a.yn, a.y, b.ffnNorm, a.mean2, a.inv2)
	copy(p.rowsOf(p.next(), i), p.rowsOf(a.y, i))
}

// endRows norms the second sum.
func (p *plan) endRows(_, i int) {
	a := &p.acts[p.layer]
	p.normRows(i, p.next(), a.yn, p.blocks[p.layer].ffnNorm, a.mean2, a.inv2)
}

// normRows norms the rows of block i.
func (p *plan) normRows(i int, dst, x, w, mean, inv []float32) {
	c := p.config.Dim
	lo, hi := span(i, p.rows)
	for r := lo; r < hi; r++ {
		mean[r], inv[r] = p.norm(row(dst, r, c), row(x, r, c), w)
	}
}

// rowsOf returns the rows of block i of x, [R, C].
func (p *plan) rowsOf(x []float32, i int) []float32 {
	lo, hi := span(i, p.rows)
	return x[lo*p.config.Dim : hi*p.config.Dim]
}

// backwardFFNNorm takes the gradient through the second norm of the block: "pre" adds to t.dx what comes of that of
// yn in t.dnormed, "post" turns t.dx from the gradient of the norm's result into that of the sum.
func (t *Trainer) backwardFFNNorm() {
	p := t.plan
	a := &p.acts[p.layer]
	t.turnGradient()
	if t.lora == nil {
		t.addNormGradient(normGradient{t.grad.Layers[p.layer].FFNNorm, t.dnormed, p.residual().norm2, a.mean2, a.inv2, nil, p.rows})
	}
	t.overRows((*Trainer).ffnNormRows)
}

// backwardAttentionNorm does so with the first norm.
func (t *Trainer) backwardAttentionNorm() {
	p := t.plan
	a := &p.acts[p.layer]
	t.turnGradient()
	if t.lora == nil {
		t.addNormGradient(normGradient{t.grad.Layers[p.layer].AttentionNorm, t.dnormed, p.residual().norm1, a.mean1, a.inv1, nil, p.rows})
	}
	t.overRows((*Trainer).attentionNormRows)
}

// turnGradient leaves the gradient of a norm's result in t.dnormed: after a residual sum it is that of the stream.
func (t *Trainer) turnGradient() {
	if t.plan.config.postNorm() {
		t.dx, t.dnormed = t.dnormed, t.dx
	}
}

func (t *Trainer) ffnNormRows(worker, i int) {
	a := &t.plan.acts[t.plan.layer]
	t.normRows(worker, i, t.plan.residual().norm2, t.plan.blocks[t.plan.layer].ffnNorm, a.mean2, a.inv2)
}

func (t *Trainer) attentionNormRows(worker, i int) {
	a := &t.plan.acts[t.plan.layer]
	t.normRows(worker, i, t.plan.residual().norm1, t.plan.blocks[t.plan.layer].attentionNorm, a.mean1, a.inv1)
}

// normRows adds to t.dx, or sets it after a residual sum, where nothing goes past the norm.
func (t *Trainer) normRows(worker, i int, x, g, mean, inv []float32) {
	c := t.plan.config.Dim
	if t.plan.config.postNorm() {
		clear(t.plan.rowsOf(t.dx, i))
	}
	lo, hi := span(i, t.plan.rows)
	for r := lo; r < hi; r++ {
		t.normBackward(worker, row(t.dx, r, c), row(t.dnormed, r, c), row(x, r, c), g, mean[r], inv[r])
	}
}
