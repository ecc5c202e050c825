package llama

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"pipe/engine/kernel"
)

// The products of a block that adapters add to.
const (
	adaptQKV = iota
	adaptO
	adaptW13
	adaptW2
)

// LoRA holds low-rank adapters (Hu et al., "LoRA", 2022, equation 3): a target W becomes W + Alpha/Rank·B·A, of which
// only A and B are trained.
type LoRA struct {
	Rank    int
	Alpha   float64
	Targets []string // of what LoRATargets names, in that order

	config Config
	layers [][]adapter
	output *adapter // of the output layer; nil without
	flat   []float32
}

// adapter is the low-rank part of one matrix.
type adapter struct {
	name    string
	product int // of the block
	column  int // where the results of the matrix begin in those of the product
	width   int // of the product
	in, out int
	a       []float32 // [rank, in]
	b       []float32 // [out, rank]
}

// LoRATargets names the matrices of a model of shape c that can be adapted: those of each layer and, unless it is
// the embedding too, the output layer.
func (c Config) LoRATargets() []string {
	var names []string
	for _, a := range c.adapters() {
		names = append(names, a.name)
	}
	if !c.Tied {
		names = append(names, outputTarget)
	}
	return names
}

// NewLoRA returns adapters of zero for the named matrices of a model of shape c; all those of the layers if none is
// named.
func NewLoRA(c Config, rank int, alpha float64, targets ...string) (*LoRA, error) {
	if rank < 1 || !(alpha > 0) {
		return nil, fmt.Errorf("lora of rank %d and alpha %g, want both above 0", rank, alpha)
	}
	all := c.LoRATargets()
	for _, name := range targets {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("lora target %q, want some of %q", name, all)
		}
	}
	l := &LoRA{Rank: rank, Alpha: alpha, config: c}
	for _, name := range all {
		if len(targets) == 0 && name != outputTarget || slices.Contains(targets, name) {
			l.Targets = append(l.Targets, name)
		}
	}
	l.place()
	return l, nil
}

// adapters returns what each layer can adapt, without memory.
func (c Config) adapters() []adapter {
	kv, qkv := c.KVDim(), c.qkvDim()
	gate := c.gateDim()
	list := []adapter{
		{name: "wq", product: adaptQKV, column: 0, width: qkv, in: c.Dim, out: c.QDim()},
		{name: "wk", product: adaptQKV, column: c.QDim(), width: qkv, in: c.Dim, out: kv},
		{name: "wv", product: adaptQKV, column: c.QDim() + kv, width: qkv, in: c.Dim, out: kv},
		{name: "wo", product: adaptO, width: c.Dim, in: c.QDim(), out: c.Dim},
		{name: "w1", product: adaptW13, width: gate, in: c.Dim, out: c.HiddenDim},
		{name: "w2", product: adaptW2, width: c.Dim, in: c.HiddenDim, out: c.Dim},
		{name: "w3", product: adaptW13, column: c.HiddenDim, width: gate, in: c.Dim, out: c.HiddenDim},
	}
	if !c.gated() {
		list = list[:len(list)-1]
	}
	return list
}

// place allocates the adapters of all layers in one piece.
func (l *LoRA) place() {
	var chosen []adapter
	size := 0
	for _, a := range l.config.adapters() {
		if slices.Contains(l.Targets, a.name) {
			chosen = append(chosen, a)
			size += l.Rank * (a.in + a.out)
		}
	}
	size *= l.config.Layers
	if slices.Contains(l.Targets, outputTarget) {
		l.output = l.config.outputAdapter()
		size += l.Rank * (l.output.in + l.output.out)
	}
	l.flat = make([]float32, size)
	rest := l.flat
	take := func(a *adapter) {
		na, nb := l.Rank*a.in, l.Rank*a.out
		a.a, a.b, rest = rest[:na:na], rest[na:na+nb:na+nb], rest[na+nb:]
	}
	for range l.config.Layers {
		layer := slices.Clone(chosen)
		for i := range layer {
			take(&layer[i])
		}
		l.layers = append(l.layers, layer)
	}
	if l.output != nil {
		take(l.output)
	}
}

// zero returns adapters of the same shape, of zero.
func (l *LoRA) zero() *LoRA {
	z := &LoRA{Rank: l.Rank, Alpha: l.Alpha, Targets: l.Targets, config: l.config}
	z.place()
	return z
}

// Init draws A, normal with deviation 0.02, and leaves B zero: at first the adapters change nothing.
func (l *LoRA) Init(rng *rand.Rand) {
	for _, layer := range l.layers {
		for i := range layer {
			drawNormal(layer[i].a, 0.02, rng)
			clear(layer[i].b)
		}
	}
	if l.output != nil {
		drawNormal(l.output.a, 0.02, rng)
		clear(l.output.b)
	}
}

// Tensors returns the adapters, "layers.0.wq.lora_a" and so on.
func (l *LoRA) Tensors() []Tensor {
	var list []Tensor
	add := func(name string, a adapter) {
		name += ".lora_"
		list = append(list, Tensor{name + "a", []int{l.Rank, a.in}, a.a}, Tensor{name + "b", []int{a.out, l.Rank}, a.b})
	}
	for n, layer := range l.layers {
		for _, a := range layer {
			add(fmt.Sprintf("layers.%d.%s", n, a.name), a)
		}
	}
	if l.output != nil {
		add(outputTarget, *l.output)
	}
	return list
}

// ParameterCount returns the number of trained parameters.
func (l *LoRA) ParameterCount() int { return len(l.flat) }

func (l *LoRA) scale() float32 { return float32(l.Alpha / float64(l.Rank)) }

// Merge adds the adapters to w, the weights they were trained on.
func (l *LoRA) Merge(w *Weights) {
	var ws kernel.Workspace
	merge := func(a adapter, target []float32) {
		b := make([]float32, len(a.b))
		kernel.Scale(b, a.b, l.scale())
		kernel.Gemm(&ws, false, false, a.out, a.in, l.Rank, b, l.Rank, a.a, a.in, target, a.in, true)
	}
	for n, layer := range l.layers {
		block := &w.Layers[n]
		products := [...][]float32{adaptQKV: block.WQKV, adaptO: block.WO, adaptW13: block.W13, adaptW2: block.W2}
		for _, a := range layer {
			merge(a, products[a.product][a.column*a.in:])
		}
	}
	if l.output != nil {
		merge(*l.output, w.Output)
	}
}

// allocate returns, for each layer and adapter, room for limit rows of rank elements.
func (l *LoRA) allocate(limit int) [][][]float32 {
	rows := make([][][]float32, len(l.layers))
	for n, layer := range l.layers {
		for range layer {
			rows[n] = append(rows[n], make([]float32, limit*l.Rank))
		}
	}
	return rows
}

// adapt adds scale·x·Aᵀ·Bᵀ to the results y of a product with input x, and keeps scale·x·Aᵀ.
func (p *plan) adapt(product int, x, y []float32) {
	if p.lora == nil {
		return
	}
	rank := p.lora.Rank
	for i := range p.lora.layers[p.layer] {
		a := &p.lora.layers[p.layer][i]
		if a.product != product {
			continue
		}
		u := p.low[p.layer][i][:p.rows*rank]
		p.team.Gemm(false, true, p.rows, rank, a.in, x, a.in, a.a, a.in, u, rank, false)
		kernel.Scale(u, u, p.lora.scale())
		p.team.Gemm(false, true, p.rows, a.out, rank, u, rank, a.b, rank, y[a.column:], a.width, true)
	}
}

// adaptBackward adds the gradients of A and B, and to dx that of x, given that of y.
func (t *Trainer) adaptBackward(product int, x, dy, dx []float32) {
	if t.lora == nil {
		return
	}
	p, rank := t.plan, t.lora.Rank
	du := t.dlow[:p.rows*rank]
	for i := range t.lora.layers[p.layer] {
		a, g := &p.lora.layers[p.layer][i], &t.lora.layers[p.layer][i]
		if a.product != product {
			continue
		}
		d := dy[a.column:]
		p.team.Gemm(true, false, a.out, rank, p.rows, d, a.width, p.low[p.layer][i], rank, g.b, rank, true)
		p.team.Gemm(false, false, p.rows, rank, a.out, d, a.width, a.b, rank, du, rank, false)
		kernel.Scale(du, du, p.lora.scale())
		p.team.Gemm(true, false, rank, a.in, p.rows, du, rank, x, a.in, g.a, a.in, true)
		p.team.Gemm(false, false, p.rows, a.in, rank, du, rank, a.a, a.in, dx, a.in, true)
	}
}
