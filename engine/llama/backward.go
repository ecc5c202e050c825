package llama

import "pipe/engine/kernel"

// normColumns is the number of columns of one task of a gradient that is summed over rows.
const normColumns = 64

// normGradient is the operands of the gradient of one norm's weights.
type normGradient struct {
	dw, dy, x, mean, inv []float32
	rows                 []int // x's row of each row of dy; nil when they are the same
	n                    int   // rows of dy
}

// backward takes the gradient of the selected normed rows in t.dnormed back to the embeddings and adds up those of
// the weights.
func (t *Trainer) backward() {
	p, h := t.plan, t.head
	if t.lora == nil && p.finalNorm != nil {
		t.addNormGradient(normGradient{t.grad.Norm, t.dnormed, p.x, h.mean, h.inv, h.selected, len(h.selected)})
	}
	clear(t.dx[:p.rows*p.config.Dim])
	t.do(ceil(len(h.selected), rowBlock), (*Trainer).finalNormRows)
	for p.layer = len(p.blocks) - 1; p.layer >= 0; p.layer-- {
		t.backwardFFN()
		t.backwardAttention()
	}
	if t.lora == nil {
		p.layer = 0
		t.dembedded = t.branchGradient(siteEmbedding)
		t.do(ceil(p.config.Dim, normColumns), (*Trainer).embedColumns)
	}
}

// backwardFFN turns t.dx from the gradient of the block's result into that of y.
func (t *Trainer) backwardFFN() {
	p := t.plan
	b, a, r := &p.blocks[p.layer], &p.acts[p.layer], p.residual()
	if p.config.postNorm() {
		t.backwardFFNNorm()
	}
	d := t.branchGradient(siteFFN)
	t.inputGradient(&b.w2, d, t.dhidden, false)
	t.adaptBackward(adaptW2, a.hidden, d, t.dhidden)
	if t.lora == nil {
		t.weightGradient(&b.w2, t.grad.Layers[p.layer].W2, d, a.hidden)
	}
	t.overRows((*Trainer).gateRows)
	t.readGradient(&b.w13, adaptW13, r.ffnIn, t.dgate)
	if t.lora == nil {
		t.weightGradient(&b.w13, t.grad.Layers[p.layer].W13, t.dgate, r.ffnIn)
	}
	if !p.config.postNorm() {
		t.backwardFFNNorm()
	}
}

// backwardAttention turns t.dx from the gradient of y into that of the block's input.
func (t *Trainer) backwardAttention() {
	p := t.plan
	b, a, r := &p.blocks[p.layer], &p.acts[p.layer], p.residual()
	if p.config.postNorm() {
		t.backwardAttentionNorm()
	}
	d := t.branchGradient(siteAttention)
	t.inputGradient(&b.o, d, t.dattended, false)
	t.adaptBackward(adaptO, a.attended, d, t.dattended)
	if t.lora == nil {
		t.weightGradient(&b.o, t.grad.Layers[p.layer].WO, d, a.attended)
	}
	t.do(p.sequences()*p.config.KVHeads, (*Trainer).attendBackward)
	if p.rope != nil {
		t.overRows((*Trainer).ropeRows)
	}
	t.readGradient(&b.qkv, adaptQKV, r.attentionIn, t.dqkv)
	if t.lora == nil {
		t.weightGradient(&b.qkv, t.grad.Layers[p.layer].WQKV, t.dqkv, r.attentionIn)
	}
	if !p.config.postNorm() {
		t.backwardAttentionNorm()
	}
}

// readGradient takes the gradient dy of a product back to x, which its branch reads: into t.dnormed, or where the
// branch reads the stream itself, to what t.dx holds of it.
func (t *Trainer) readGradient(m *matrix, product int, x, dy []float32) {
	dx := t.dnormed
	if t.plan.config.postNorm() {
		dx = t.dx
	}
	t.inputGradient(m, dy, dx, t.plan.config.postNorm())
	t.adaptBackward(product, x, dy, dx)
}

// inputGradient sets dx = dy·M, or adds it with accumulate.
func (t *Trainer) inputGradient(m *matrix, dy, dx []float32, accumulate bool) {
	t.team.Gemm(false, false, t.plan.rows, m.in, m.out, dy, m.out, m.data, m.in, dx, m.in, accumulate)
}

// weightGradient adds dyᵀ·x to dw, row after row.
func (t *Trainer) weightGradient(m *matrix, dw, dy, x []float32) {
	t.team.Gemm(true, false, m.out, m.in, t.plan.rows, dy, m.out, x, m.in, dw, m.in, true)
}

func (t *Trainer) overRows(f func(t *Trainer, worker, i int)) { t.do(ceil(t.plan.rows, rowBlock), f) }

// addNormGradient sums over rows in their order; the work is shared by columns.
func (t *Trainer) addNormGradient(g normGradient) {
	t.normGrad = g
	t.do(ceil(t.plan.config.Dim, normColumns), (*Trainer).normColumns)
}

func (t *Trainer) normColumns(worker, i int) {
	g, p, c := &t.normGrad, t.plan, t.plan.config.Dim
	lo, hi := i*normColumns, min((i+1)*normColumns, c)
	for j := range g.n {
		r := j
		if g.rows != nil {
			r = g.rows[j]
		}
		x := p.center(p.workers[worker].row, g.x[r*c+lo:r*c+hi], g.mean[j])
		kernel.RMSNormWeightGrad(g.dw[lo:hi], g.dy[j*c+lo:j*c+hi], x, g.inv[j])
	}
}

func (t *Trainer) embedColumns(_, i int) {
	c := t.plan.config.Dim
	lo, hi := i*normColumns, min((i+1)*normColumns, c)
	for r, token := range t.plan.tokens {
		d := t.grad.TokEmbeddings[int(token)*c+lo : int(token)*c+hi]
		kernel.Add(d, d, t.dembedded[r*c+lo:r*c+hi])
		if t.grad.PosEmbeddings != nil {
			at := t.plan.position[r] * c
			d = t.grad.PosEmbeddings[at+lo : at+hi]
			kernel.Add(d, d, t.dembedded[r*c+lo:r*c+hi])
		}
	}
}

func (t *Trainer) finalNormRows(worker, i int) {
	c, h := t.plan.config.Dim, t.head
	lo, hi := span(i, len(h.selected))
	for j := lo; j < hi; j++ {
		r := h.selected[j]
		if t.plan.finalNorm == nil {
			copy(row(t.dx, r, c), row(t.dnormed, j, c))
			continue
		}
		t.normBackward(worker, row(t.dx, r, c), row(t.dnormed, j, c), row(t.plan.x, r, c), t.plan.finalNorm, h.mean[j], h.inv[j])
	}
}

func (t *Trainer) gateRows(worker, i int) {
	f, width, a := t.plan.config.HiddenDim, t.plan.config.gateDim(), &t.plan.acts[t.plan.layer]
	w := &t.plan.workers[worker]
	lo, hi := span(i, t.plan.rows)
	for r := lo; r < hi; r++ {
		g, dg, dhidden := row(a.gate, r, width), row(t.dgate, r, width), row(t.dhidden, r, f)
		switch t.plan.config.Activation {
		case "gelu":
			geluBackward(dg, dhidden, g, w.gelu, w.dgelu)
		case "relu":
			reluBackward(dg, dhidden, g)
		default:
			kernel.SwiGLUBackward(dg[:f], dg[f:], dhidden, g[:f], g[f:])
		}
	}
}

func (t *Trainer) ropeRows(_, i int) {
	width, turned := t.plan.config.qkvDim(), t.plan.config.QDim()+t.plan.config.KVDim()
	lo, hi := span(i, t.plan.rows)
	for r := lo; r < hi; r++ {
		t.plan.rope.Invert(row(t.dqkv, r, width)[:turned], t.plan.position[r])
	}
}
