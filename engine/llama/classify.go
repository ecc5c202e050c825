package llama

import "pipe/engine/kernel"

// pooled is the state of the classification head: one row for each sequence of the micro-batch, which is the last
// normed row of a causal model and the mean of all in a bidirectional one.
type pooled struct {
	rows   []float32 // [S, C]
	drows  []float32 // [S, C]
	logits []float32 // [S, classes]
}

func newPooled(c Config, limit int) pooled {
	return pooled{make([]float32, limit*c.Dim), make([]float32, limit*c.Dim), make([]float32, limit*c.Classes)}
}

// forward fills rows and logits from the micro-batch of h.
func (o *pooled) forward(h *head, classifier []float32) {
	c := h.plan.config
	if c.Causal {
		h.chooseLast()
	} else {
		h.chooseAll()
	}
	h.normalize()
	n := h.plan.sequences()
	for s := range n {
		if c.Causal {
			copy(row(o.rows, s, c.Dim), row(h.normed, s, c.Dim))
			continue
		}
		meanRows(row(o.rows, s, c.Dim), h.normed, h.plan.starts[s], h.plan.starts[s+1])
	}
	h.team.Gemm(false, true, n, c.Classes, c.Dim, o.rows, c.Dim, classifier, c.Dim, o.logits, c.Classes, false)
}

// meanRows sets dst to the mean of rows lo to hi-1 of x.
func meanRows(dst, x []float32, lo, hi int) {
	clear(dst)
	for r := lo; r < hi; r++ {
		kernel.Add(dst, dst, row(x, r, len(dst)))
	}
	kernel.Scale(dst, dst, 1/float32(hi-lo))
}

// classification adds the losses of the labelled sequences first to last-1 to total. With gradient it leaves the
// gradient of the normed rows in t.dnormed.
func (t *Trainer) classification(total float64, first, last int, gradient bool) float64 {
	c, o := t.weights.Config, &t.pooled
	o.forward(t.head, t.weights.Classifier)
	for s := first; s < last; s++ {
		logits := row(o.logits, s-first, c.Classes)
		if label := t.batch.Labels[s]; label >= 0 {
			total += kernel.CrossEntropy(logits, int(label), t.scale)
		} else {
			clear(logits)
		}
	}
	if !gradient {
		return total
	}
	n := last - first
	t.team.Gemm(true, false, c.Classes, c.Dim, n, o.logits, c.Classes, o.rows, c.Dim, t.grad.Classifier, c.Dim, true)
	t.team.Gemm(false, false, n, c.Dim, c.Classes, o.logits, c.Classes, t.weights.Classifier, c.Dim, o.drows, c.Dim, false)
	for s := range n {
		d := row(o.drows, s, c.Dim)
		if c.Causal {
			copy(row(t.dnormed, s, c.Dim), d)
			continue
		}
		lo, hi := t.plan.starts[s], t.plan.starts[s+1]
		kernel.Scale(d, d, 1/float32(hi-lo))
		for r := lo; r < hi; r++ {
			copy(row(t.dnormed, r, c.Dim), d)
		}
	}
	return total
}
