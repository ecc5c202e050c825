package llama

import "pipe/engine/kernel"

const (
	// headChunk is the number of rows whose logits exist at once: with a vocabulary of 32,000 they take 128 MB.
	headChunk = 1024

	// logitGap is the number of unused elements after each row of logits: vocabularies are often powers of two, and
	// rows so far apart would compete for the same sets of a cache.
	logitGap = 16
)

// head turns rows of the residual stream into logits: the final norm and the output layer, over the selected
// rows of a micro-batch only.
type head struct {
	tasks[head]
	plan     *plan
	selected []int     // rows of the micro-batch, in increasing order
	normed   []float32 // [selected, C]
	mean     []float32 // [selected]
	inv      []float32 // [selected]
	logits   []float32 // [chunk, V], rows stride apart
	stride   int
	low      []float32 // [chunk, rank]: the scaled product with A of an adapted output layer; nil without adapters
}

// newHead returns a head over p with room for limit selected rows.
func newHead(p *plan, limit int) *head {
	h := &head{plan: p}
	h.bind(p.team, h)
	h.selected = make([]int, 0, limit)
	h.normed = make([]float32, limit*p.config.Dim)
	h.mean, h.inv = make([]float32, limit), make([]float32, limit)
	h.stride = p.config.VocabSize + logitGap
	h.logits = kernel.Floats(min(limit, headChunk) * h.stride)
	return h
}

// choose selects the rows with a target.
func (h *head) choose(targets []int32) {
	h.selected = h.selected[:0]
	for r, target := range targets {
		if target >= 0 {
			h.selected = append(h.selected, r)
		}
	}
}

// chooseLast selects the last row of each sequence.
func (h *head) chooseLast() {
	h.selected = h.selected[:0]
	for _, end := range h.plan.starts[1:] {
		h.selected = append(h.selected, end-1)
	}
}

// chooseAll selects every row.
func (h *head) chooseAll() {
	h.selected = h.selected[:0]
	for r := range h.plan.rows {
		h.selected = append(h.selected, r)
	}
}

// normalize norms the selected rows.
func (h *head) normalize() { h.do(ceil(len(h.selected), rowBlock), (*head).normRows) }

func (h *head) normRows(_, i int) {
	c := h.plan.config.Dim
	lo, hi := span(i, len(h.selected))
	for j := lo; j < hi; j++ {
		x := row(h.plan.x, h.selected[j], c)
		if h.plan.finalNorm == nil {
			copy(row(h.normed, j, c), x)
			continue
		}
		h.mean[j], h.inv[j] = h.plan.norm(row(h.normed, j, c), x, h.plan.finalNorm)
	}
}

// project computes the logits of n selected rows from first on.
func (h *head) project(first, n int) {
	m := &h.plan.output
	h.plan.product(m, n, h.normed[first*m.in:], h.logits, h.stride, false)
}

// logitRow returns the logits of row i of the chunk, [V].
func (h *head) logitRow(i int) []float32 {
	v := h.plan.config.VocabSize
	return h.logits[i*h.stride:][:v:v]
}
