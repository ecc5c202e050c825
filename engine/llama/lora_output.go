package llama

import "pipe/engine/kernel"

// outputTarget is the output layer as a target of adapters. It reads selected rows only, a chunk at a time, and its
// results are logits, so that what adapts it stands with the head and not with the blocks.
const outputTarget = "output"

// outputAdapter returns the adapter of the output layer, without memory.
func (c Config) outputAdapter() *adapter {
	return &adapter{name: outputTarget, in: c.Dim, out: c.VocabSize}
}

// adaptOutput adds scale·x·Aᵀ·Bᵀ to the logits of n selected rows from first on, x their normed rows, and keeps
// scale·x·Aᵀ in h.low.
func (h *head) adaptOutput(first, n int) {
	l := h.plan.lora
	if l == nil || l.output == nil {
		return
	}
	a, low := l.output, h.low[:n*l.Rank]
	h.team.Gemm(false, true, n, l.Rank, a.in, h.normed[first*a.in:], a.in, a.a, a.in, low, l.Rank, false)
	kernel.Scale(low, low, l.scale())
	h.team.Gemm(false, true, n, a.out, l.Rank, low, l.Rank, a.b, l.Rank, h.logits, h.stride, true)
}

// adaptOutputBackward adds the gradients of A and B, and to t.dnormed that of the normed rows, given that of the logits.
func (t *Trainer) adaptOutputBackward(first, n int) {
	if t.lora == nil || t.lora.output == nil {
		return
	}
	h, l, rank := t.head, t.plan.lora, t.lora.Rank
	a, g := l.output, t.lora.output
	x, du := h.normed[first*a.in:], t.dlow[:n*rank]
	h.team.Gemm(true, false, a.out, rank, n, h.logits, h.stride, h.low, rank, g.b, rank, true)
	h.team.Gemm(false, false, n, rank, a.out, h.logits, h.stride, a.b, rank, du, rank, false)
	kernel.Scale(du, du, l.scale())
	h.team.Gemm(true, false, rank, a.in, n, du, rank, x, a.in, g.a, a.in, true)
	h.team.Gemm(false, false, n, a.in, rank, du, rank, a.a, a.in, t.dnormed[first*a.in:], a.in, true)
}
