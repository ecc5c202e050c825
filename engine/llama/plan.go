package llama

import (
	"slices"

	"pipe/engine/kernel"
)

// plan is the memory and the steps of a forward pass over at most limit rows. All of it is allocated by newPlan:
// a pass allocates nothing.
type plan struct {
	tasks[plan]
	parameters
	rope   *kernel.Rope // nil unless positions are rotary
	ones   []float32    // [C]
	limit  int
	lora   *LoRA         // nil without
	low    [][][]float32 // for each layer and adapter [R, rank]: the scaled products with A
	drop   *dropping     // nil without
	cache  *cache        // keys and values of earlier rows; nil in a pass over whole sequences
	owners []*Sequence   // [R], of a decoder: whose row each is, and whose pages hold keys and values; else nil
	prefix *prefix       // of a scorer: what passes from one micro-batch to the next; else nil

	// The micro-batch.
	rows     int
	tokens   []int32   // [R]
	starts   []int     // [S+1]: offset of each sequence, then R
	position []int     // [R]: place of each row in its sequence
	pieces   [][]piece // [S]: where a sequence that continues others finds what came before; else unused

	acts    []activations // one for each block
	x       []float32     // [R, C]: what the last block leaves
	workers []scratch
	int8    kernel.Int8Workspace
	layer   int // the block that operations on rows are part of
}

// parameters is the weights of a model as the forward pass reads them.
type parameters struct {
	config    Config
	embed     []float32 // [V, C]
	places    []float32 // [T, C], added to the embedding of each position; nil when positions are not
	blocks    []block
	finalNorm []float32 // [C]; nil when norms come after residual sums
	output    matrix
}

// block is the parameters of a layer as the forward pass multiplies with them.
type block struct {
	attentionNorm, ffnNorm []float32
	qkv, o, w13, w2        matrix
}

// matrix is a linear map of rows. It is held as [out, in], where it lies, or in one of two forms that a product
// reads from front to back.
type matrix struct {
	rows    *kernel.Rows
	data    []float32 // the rows, which training needs in one piece; else nil where they are not
	in, out int
	panels  *kernel.Panels // multiplied with in place of the rows, if it is not nil
	int8    *kernel.Int8   // and so is this
}

// activations is what a block computes. The backward pass needs all of it; without one, all blocks
// share the memory of the first. residual.go says what xn, y and yn are when norms come after residual sums.
type activations struct {
	x        []float32 // [R, C]: the input
	mean1    []float32 // [R]: of what the first norm norms; 0 unless it is centered
	inv1     []float32 // [R]: 1/rms of that
	xn       []float32 // [R, C]: x normed
	qkv      []float32 // [R, H*D+2*K*D]: queries, keys, values, rotated
	attended []float32 // [R, H*D]
	top      []float32 // [R, H]: m of each softmax, see kernel.Softmax; in training
	inv      []float32 // [R, H]: 1/sum of it
	y        []float32 // [R, C]: x plus attention; x itself without a backward pass
	mean2    []float32 // [R]
	inv2     []float32 // [R]
	yn       []float32 // [R, C]: y normed
	gate     []float32 // [R, 2*F]: w1's half, then w3's; [R, F] without a gate
	hidden   []float32 // [R, F]: what the activation makes of it
}

// scratch is the memory of one worker.
type scratch struct {
	gemm   kernel.Workspace
	scores []float32 // [queryBlock, T], rows up to T+scoreGap apart
	dscore []float32 // [queryBlock, T], in training
	head   packedHead

	row, drow []float32 // [C]: a centered row and its gradient
	mask      []float32 // [C]: what dropout multiplies a row with
	gelu      []float32 // [2, F]
	dgelu     []float32 // [2, F]
}

func newScratch(c Config, training bool) scratch {
	s := scratch{scores: kernel.Floats(queryBlock * (c.SeqLen + scoreGap)), gelu: make([]float32, 2*c.HiddenDim)}
	if training {
		s.dscore, s.dgelu = kernel.Floats(queryBlock*(c.SeqLen+scoreGap)), make([]float32, 2*c.HiddenDim)
		s.row, s.drow, s.mask = make([]float32, c.Dim), make([]float32, c.Dim), make([]float32, c.Dim)
	}
	return s
}

// newPlan returns a plan for passes of at most limit rows. Training keeps every activation apart.
func newPlan(team *kernel.Team, w parameters, limit int, training bool) *plan {
	p := &plan{parameters: w}
	p.allocate(team, limit, training)
	return p
}

// parameters returns views of w.
func (w *Weights) parameters() parameters {
	c := w.Config
	p := parameters{config: c, embed: w.TokEmbeddings, places: w.places(), finalNorm: w.Norm}
	for i := range w.Layers {
		p.blocks = append(p.blocks, w.block(i))
	}
	p.output = newMatrix(c.Dim, w.Output)
	if w.quantized != nil {
		w.quantized.apply(&p)
	}
	return p
}

// block returns views of layer i.
func (w *Weights) block(i int) block {
	c, l := w.Config, &w.Layers[i]
	return block{
		attentionNorm: l.AttentionNorm,
		ffnNorm:       l.FFNNorm,
		qkv:           joined(c.Dim, l.WQKV, l.WQ, l.WK, l.WV),
		o:             newMatrix(c.QDim(), l.WO),
		w13:           joined(c.Dim, l.W13, l.W1, l.W3),
		w2:            newMatrix(c.HiddenDim, l.W2),
	}
}

// newMatrix returns the matrix with rows of a width.
func newMatrix(in int, data []float32) matrix {
	return matrix{rows: kernel.NewRows(in, data), data: data, in: in, out: len(data) / in}
}

// joined returns a matrix from where it lies in one piece or, if that is nil, from its parts.
func joined(in int, whole []float32, parts ...[]float32) matrix {
	if whole != nil {
		return newMatrix(in, whole)
	}
	parts = slices.DeleteFunc(parts, func(x []float32) bool { return x == nil }) // a block without a gate
	m := matrix{rows: kernel.NewRows(in, parts...), in: in}
	for _, x := range parts {
		m.out += len(x) / in
	}
	return m
}

func (p *plan) allocate(team *kernel.Team, limit int, training bool) {
	c := p.config
	p.bind(team, p)
	p.limit = limit
	if c.rotary() {
		p.rope = kernel.NewScaledRope(c.SeqLen, c.HeadDim(), c.RopeTheta, c.RopeScaling.scale)
	}
	p.ones = make([]float32, c.Dim)
	fill(p.ones, 1)
	p.starts = make([]int, 0, limit+1)
	p.position = make([]int, limit)
	p.workers = make([]scratch, team.Workers())
	for i := range p.workers {
		p.workers[i] = newScratch(c, training)
	}
	p.acts = make([]activations, c.Layers)
	kernel.Carve(func(take func(n int) []float32) { p.layActivations(limit, training, take) })
}

func (p *plan) layActivations(limit int, training bool, take func(n int) []float32) {
	c := p.config
	of := func(width int) []float32 { return take(limit * width) }
	found := 0 // rows that a micro-batch may find
	if p.prefix != nil {
		found = c.SeqLen
	}
	p.x = of(c.Dim)
	for i := range p.acts {
		switch {
		case training:
			p.acts[i] = newActivations(c, of)
			p.acts[i].qkv = of(c.qkvDim())
			p.acts[i].x, p.acts[i].y = of(c.Dim), of(c.Dim)
			p.acts[i].top, p.acts[i].inv = of(c.Heads), of(c.Heads)
		case i == 0:
			p.acts[i] = newActivations(c, of)
			p.acts[i].qkv = take((limit + found) * c.qkvDim())
			p.acts[i].x, p.acts[i].y = p.x, p.x
			if c.postNorm() {
				p.acts[i].xn, p.acts[i].yn = p.x, p.x
			}
		default:
			p.acts[i] = p.acts[0]
		}
	}
}

// newActivations takes memory for all but qkv and the residual streams x and y. of returns rows of a width.
func newActivations(c Config, of func(width int) []float32) activations {
	return activations{
		mean1: of(1), inv1: of(1), xn: of(c.Dim), attended: of(c.QDim()),
		mean2: of(1), inv2: of(1), yn: of(c.Dim), gate: of(c.gateDim()), hidden: of(c.HiddenDim),
	}
}

// load makes sequences first to last-1 of b the micro-batch.
func (p *plan) load(b *Batch, first, last int) {
	from, to := b.Starts[first], b.end(last-1)
	p.tokens, p.rows = b.Tokens[from:to], to-from
	p.starts = p.starts[:0]
	for s := first; s < last; s++ {
		p.starts = append(p.starts, b.Starts[s]-from)
		for r := b.Starts[s]; r < b.end(s); r++ {
			p.position[r-from] = r - b.Starts[s]
		}
	}
	p.starts = append(p.starts, p.rows)
}

// sequences returns the number of sequences in the micro-batch.
func (p *plan) sequences() int { return len(p.starts) - 1 }

// overRows calls f for each block of rows.
func (p *plan) overRows(f func(p *plan, worker, i int)) { p.do(ceil(p.rows, rowBlock), f) }

// multiply sets y = x·Mᵀ, or adds it with accumulate, over the rows of the micro-batch.
func (p *plan) multiply(m *matrix, x, y []float32, accumulate bool) {
	p.product(m, p.rows, x, y, m.out, accumulate)
}

// product is multiply for n rows, with rows of y ldy apart.
func (p *plan) product(m *matrix, n int, x, y []float32, ldy int, accumulate bool) {
	switch {
	case m.int8 != nil:
		p.team.GemmInt8(&p.int8, n, x, m.in, m.int8, y, ldy, accumulate)
	case m.panels != nil:
		p.team.GemmPanels(n, x, m.in, m.panels, y, ldy, accumulate)
	default:
		p.team.GemmRows(n, x, m.in, m.rows, y, ldy, accumulate)
	}
}
