package llama

import (
	"pipe/engine/kernel"
	"pipe/engine/optim"
)

// TrainerOptions says how gradients are computed. MicroTokens changes no result.
type TrainerOptions struct {
	MicroTokens int   // tokens whose activations are held at once; at least SeqLen, 0 means 1024
	LoRA        *LoRA // train these adapters, and a classification head, instead of the weights
	Dropout     Dropout
}

// Trainer computes losses and gradients of one model. All memory is allocated by NewTrainer.
type Trainer struct {
	tasks[Trainer]
	weights *Weights
	grad    *Weights  // gradients; with LoRA, of the classification head alone
	output  []float32 // [V, C]: gradient of the output layer, kept apart from that of a tied embedding
	lora    *LoRA     // gradients of the adapters; nil without
	plan    *plan
	head    *head
	pooled  pooled

	// Gradients of activations, in the backward pass; named after what they are the gradient of.
	dx, dnormed []float32 // [R, C]
	dattended   []float32 // [R, H*D]
	dembedded   []float32 // [R, C]: t.dx at last, or what dropout leaves of it
	dqkv        []float32 // [R, C+2*K*D]
	dhidden     []float32 // [R, F]
	dgate       []float32 // [R, 2*F], or [R, F] without a gate
	dlow        []float32 // [R, rank]

	// The loss of the micro-batch.
	batch  Batch
	offset int       // of the micro-batch in the batch
	chunk  int       // first selected row of the logits
	scale  float32   // of each loss in the total
	losses []float64 // [selected], in nats

	// The norm whose weight gradient is computed.
	normGrad normGradient
}

// NewTrainer returns a trainer of w, which Update of an optimizer may change between calls.
func NewTrainer(team *kernel.Team, w *Weights, o TrainerOptions) *Trainer {
	if w.Flat == nil {
		panic("llama: a trainer of weights that are views")
	}
	if w.quantized != nil {
		panic("llama: a trainer of quantized weights")
	}
	if o.MicroTokens == 0 {
		o.MicroTokens = 1024
	}
	limit, c := max(o.MicroTokens, w.Config.SeqLen), w.Config
	t := &Trainer{weights: w, plan: newPlan(team, w.parameters(), limit, true)}
	t.bind(team, t)
	t.head = newHead(t.plan, limit)
	kernel.Carve(func(take func(n int) []float32) {
		of := func(width int) []float32 { return take(limit * width) }
		t.dx, t.dnormed, t.dattended = of(c.Dim), of(c.Dim), of(c.QDim())
		t.dqkv, t.dhidden, t.dgate = of(c.qkvDim()), of(c.HiddenDim), of(c.gateDim())
	})
	t.losses = make([]float64, limit)
	t.plan.drop = newDropping(c, o.Dropout, limit)
	if c.Classes > 0 {
		t.pooled = newPooled(c, limit)
	}
	if o.LoRA != nil {
		t.plan.lora, t.lora = o.LoRA, o.LoRA.zero()
		t.head.low = make([]float32, min(limit, headChunk)*o.LoRA.Rank)
		t.plan.low, t.dlow = o.LoRA.allocate(limit), make([]float32, limit*o.LoRA.Rank)
		t.grad = &Weights{Config: c, Classifier: make([]float32, len(w.Classifier))}
		return t
	}
	t.grad = NewWeights(c)
	t.output = t.grad.Output
	if c.Tied {
		t.output = make([]float32, len(w.Output))
	}
	return t
}

// Params returns what is trained, each with its gradient: all weights or, with LoRA, the adapters and the
// classification head. Matrices decay, norms do not.
func (t *Trainer) Params() []optim.Param {
	data, grad := t.weights.Tensors(), t.grad.Tensors
	var list []optim.Param
	if t.lora != nil {
		data, grad = t.plan.lora.Tensors(), t.lora.Tensors
		if len(t.grad.Classifier) > 0 {
			list = append(list, optim.Param{Name: "classifier", Data: t.weights.Classifier, Grad: t.grad.Classifier, Decay: true})
		}
	}
	for i, g := range grad() {
		list = append(list, optim.Param{Name: g.Name, Data: data[i].Data, Grad: g.Data, Decay: len(g.Shape) > 1})
	}
	return list
}

// Loss returns the mean loss in nats over the targets or labels of b that are not Ignored, or the weighted sum.
func (t *Trainer) Loss(b Batch) float64 { return t.pass(b, false) }

// Gradient returns the loss of b and sets the gradients of Params to its derivatives, both with dropout, of which Loss
// has none. The bits do not depend on MicroTokens.
func (t *Trainer) Gradient(b Batch) float64 {
	t.clear()
	loss := t.pass(b, true)
	if t.lora == nil && t.weights.Config.Tied {
		t.do(ceil(len(t.output), gradientChunk), (*Trainer).addOutputChunk)
	}
	return loss
}

// clear sets every gradient to zero.
func (t *Trainer) clear() {
	if t.lora != nil {
		clear(t.grad.Classifier)
		clear(t.lora.flat)
		return
	}
	t.do(ceil(len(t.grad.Flat), gradientChunk), (*Trainer).clearChunk)
}

// gradientChunk is the number of elements of one task of an operation on gradients.
const gradientChunk = 1 << 14

// clearChunk sets chunk i of the gradients to zero, and of that of the output layer, which is shorter if it is apart.
func (t *Trainer) clearChunk(_, i int) {
	clear(chunkOf(t.grad.Flat, i))
	if t.weights.Config.Tied {
		clear(chunkOf(t.output, i))
	}
}

// addOutputChunk adds chunk i of the gradient of a tied output layer to that of the embedding.
func (t *Trainer) addOutputChunk(_, i int) {
	d := chunkOf(t.grad.TokEmbeddings, i)
	kernel.Add(d, d, chunkOf(t.output, i))
}

// chunkOf returns elements i*gradientChunk and following of x, none if x ends before.
func chunkOf(x []float32, i int) []float32 {
	return x[min(i*gradientChunk, len(x)):min((i+1)*gradientChunk, len(x))]
}

// pass goes through the micro-batches of b in order.
func (t *Trainer) pass(b Batch, gradient bool) float64 {
	b.check(t.weights.Config)
	count := b.scored()
	if count == 0 {
		return 0
	}
	mean := 1 / float64(count)
	t.scale = float32(mean)
	if b.Weights != nil {
		mean = 1
	}
	t.batch = b
	if d := t.plan.drop; d != nil {
		d.on, d.step = gradient, uint64(b.Step)
	}
	total := 0.0
	for first := 0; first < len(b.Starts); {
		last := b.microEnd(first, t.plan.limit)
		t.offset = b.Starts[first]
		if t.plan.drop != nil {
			t.plan.drop.firstRow = t.offset
		}
		t.plan.load(&t.batch, first, last)
		t.plan.forward()
		if b.Labels != nil {
			total = t.classification(total, first, last, gradient)
		} else {
			total = t.language(total, gradient)
		}
		if gradient {
			t.backward()
		}
		first = last
	}
	t.batch = Batch{}
	return total * mean
}

// language adds the loss of the selected rows to total, row by row, so that micro-batches do not show. With gradient
// it leaves the gradient of the normed rows in t.dnormed.
func (t *Trainer) language(total float64, gradient bool) float64 {
	h, c := t.head, t.weights.Config
	h.choose(t.batch.Targets[t.offset : t.offset+t.plan.rows])
	h.normalize()
	for first := 0; first < len(h.selected); first += headChunk {
		n := min(headChunk, len(h.selected)-first)
		h.project(first, n)
		h.adaptOutput(first, n)
		t.chunk = first
		t.do(n, (*Trainer).lossRow)
		for _, loss := range t.losses[first : first+n] {
			total += loss
		}
		if !gradient {
			continue
		}
		v, dim, at := c.VocabSize, c.Dim, first*c.Dim
		t.team.Gemm(false, false, n, dim, v, h.logits, h.stride, t.plan.output.data, dim, t.dnormed[at:], dim, false)
		t.adaptOutputBackward(first, n)
		if t.lora == nil {
			t.team.Gemm(true, false, v, dim, n, h.logits, h.stride, h.normed[at:], dim, t.output, dim, true)
		}
	}
	return total
}

// lossRow computes one loss and turns its logits into their gradient.
func (t *Trainer) lossRow(_, i int) {
	r := t.offset + t.head.selected[t.chunk+i]
	logits, target := t.head.logitRow(i), int(t.batch.Targets[r])
	if t.batch.Weights == nil {
		t.losses[t.chunk+i] = kernel.CrossEntropy(logits, target, t.scale)
		return
	}
	w := t.batch.Weights[r]
	t.losses[t.chunk+i] = float64(w) * kernel.CrossEntropy(logits, target, w)
}
