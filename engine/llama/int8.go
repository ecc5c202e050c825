package llama

import "pipe/engine/kernel"

// Quantize makes the sessions and scorers of w multiply with weights of 8 bits, as kernel.Int8 says: all matrices of
// the blocks and the output layer. Embeddings, norms and a classification head stay as they are. It changes results;
// they have the same bits on every machine all the same, and a row alone has those that it has in a batch. Weights
// that are changed afterwards have to be quantized again. It panics in the hands of a trainer.
func (w *Weights) Quantize(team *kernel.Team) {
	q := &quantized{blocks: make([][4]*kernel.Int8, len(w.Layers))}
	of := func(m matrix) *kernel.Int8 { return kernel.NewInt8(team, m.rows) }
	for i := range w.Layers {
		b := w.block(i)
		for j, m := range b.matrices() {
			q.blocks[i][j] = of(*m)
		}
	}
	q.output = of(newMatrix(w.Config.Dim, w.Output))
	w.quantized = q
}

// quantized holds the matrices of a model in 8 bits, those of a block in the order of block.matrices.
type quantized struct {
	blocks [][4]*kernel.Int8
	output *kernel.Int8
}

// apply makes p multiply with 8 bits.
func (q *quantized) apply(p *parameters) {
	for i := range p.blocks {
		for j, m := range p.blocks[i].matrices() {
			m.int8 = q.blocks[i][j]
		}
	}
	p.output.int8 = q.output
}

// matrices returns the matrices of a block.
func (b *block) matrices() [4]*matrix { return [4]*matrix{&b.qkv, &b.o, &b.w13, &b.w2} }
