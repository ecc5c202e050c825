package llama

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"pipe/engine/kernel"
)

// Weights holds the parameters of a model, or their gradients. Matrices are [outputs, inputs], row-major:
// a row of results is x·Wᵀ. Everything is a view of Flat; in weights of ViewWeights there is none, nor WQKV and W13.
type Weights struct {
	Config Config
	Flat   []float32

	TokEmbeddings []float32 // [V, C]
	PosEmbeddings []float32 // [T, C]; nil unless positions are learned
	Layers        []Layer
	Norm          []float32 // [C]; nil when norms come after residual sums
	Output        []float32 // [V, C]; TokEmbeddings itself when tied
	Classifier    []float32 // [classes, C]; nil without a classification head

	quantized *quantized // see Quantize
}

// Layer holds the parameters of one block.
type Layer struct {
	AttentionNorm []float32 // [C]
	WQ            []float32 // [H*D, C]
	WK            []float32 // [K*D, C]
	WV            []float32 // [K*D, C]
	WQKV          []float32 // [H*D+2*K*D, C]: the three above, which lie end to end
	WO            []float32 // [C, H*D]
	FFNNorm       []float32 // [C]
	W1            []float32 // [F, C], the gate
	W3            []float32 // [F, C]; nil without a gate
	W13           []float32 // [2*F, C]: the two above; [F, C] without a gate
	W2            []float32 // [C, F]
}

// Tensor is a named parameter.
type Tensor struct {
	Name  string // such as "layers.0.wq"
	Shape []int
	Data  []float32 // shared with the Weights, row-major
}

// NewWeights returns weights of zero. It panics if c is not valid.
func NewWeights(c Config) *Weights {
	if err := c.Validate(); err != nil {
		panic("llama: " + err.Error())
	}
	w := &Weights{Config: c, Flat: kernel.Floats(c.ParameterCount()), Layers: make([]Layer, c.Layers)}
	rest := w.Flat
	take := func(size int) []float32 {
		part := rest[:size:size]
		rest = rest[size:]
		return part
	}
	w.TokEmbeddings = take(c.VocabSize * c.Dim)
	if c.learned() {
		w.PosEmbeddings = take(c.SeqLen * c.Dim)
	}
	for i := range w.Layers {
		l := &w.Layers[i]
		l.AttentionNorm = take(c.Dim)
		l.WQKV = take(c.qkvDim() * c.Dim)
		q, kv := c.QDim()*c.Dim, c.KVDim()*c.Dim
		l.WQ, l.WK, l.WV = l.WQKV[:q:q], l.WQKV[q:q+kv:q+kv], l.WQKV[q+kv:]
		l.WO = take(c.Dim * c.QDim())
		l.FFNNorm = take(c.Dim)
		l.W13 = take(c.gateDim() * c.Dim)
		half := c.HiddenDim * c.Dim
		l.W1 = l.W13[:half:half]
		if c.gated() {
			l.W3 = l.W13[half:]
		}
		l.W2 = take(c.Dim * c.HiddenDim)
	}
	if !c.postNorm() {
		w.Norm = take(c.Dim)
	}
	w.Output = w.TokEmbeddings
	if !c.Tied {
		w.Output = take(c.VocabSize * c.Dim)
	}
	if c.Classes > 0 {
		w.Classifier = take(c.Classes * c.Dim)
	}
	return w
}

// Tensors returns the parameters in the order of Flat, which they cover: what is saved and loaded.
func (w *Weights) Tensors() []Tensor {
	var list []Tensor
	for _, f := range w.fields() {
		list = append(list, Tensor{f.name, f.shape, *f.data})
	}
	return list
}

// field is where a parameter is kept.
type field struct {
	name  string
	shape []int
	data  *[]float32
}

// fields returns the parameters that a model of w's shape has, in order.
func (w *Weights) fields() []field {
	c := w.Config
	list := []field{{"tok_embeddings", []int{c.VocabSize, c.Dim}, &w.TokEmbeddings}}
	if c.learned() {
		list = append(list, field{"pos_embeddings", []int{c.SeqLen, c.Dim}, &w.PosEmbeddings})
	}
	for i := range w.Layers {
		l := &w.Layers[i]
		add := func(name string, data *[]float32, shape ...int) {
			list = append(list, field{fmt.Sprintf("layers.%d.%s", i, name), shape, data})
		}
		add("attention_norm", &l.AttentionNorm, c.Dim)
		add("wq", &l.WQ, c.QDim(), c.Dim)
		add("wk", &l.WK, c.KVDim(), c.Dim)
		add("wv", &l.WV, c.KVDim(), c.Dim)
		add("wo", &l.WO, c.Dim, c.QDim())
		add("ffn_norm", &l.FFNNorm, c.Dim)
		add("w1", &l.W1, c.HiddenDim, c.Dim)
		if c.gated() {
			add("w3", &l.W3, c.HiddenDim, c.Dim)
		}
		add("w2", &l.W2, c.Dim, c.HiddenDim)
	}
	if !c.postNorm() {
		list = append(list, field{"norm", []int{c.Dim}, &w.Norm})
	}
	if !c.Tied {
		list = append(list, field{"output", []int{c.VocabSize, c.Dim}, &w.Output})
	}
	if c.Classes > 0 {
		list = append(list, field{"classifier", []int{c.Classes, c.Dim}, &w.Classifier})
	}
	return list
}

// ViewWeights returns weights that are the given tensors themselves, which may be memory that nobody can write: good for
// sessions and scorers alone, since what is trained lies in one piece. It returns an error unless they are those of a
// valid shape c, in the order of [Weights.Tensors].
func ViewWeights(c Config, tensors []Tensor) (*Weights, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	w := &Weights{Config: c, Layers: make([]Layer, c.Layers)}
	fields := w.fields()
	if len(tensors) != len(fields) {
		return nil, fmt.Errorf("got %d tensors, want %d", len(tensors), len(fields))
	}
	for i, f := range fields {
		t, size := tensors[i], 1
		for _, n := range f.shape {
			size *= n
		}
		if t.Name != f.name || !slices.Equal(t.Shape, f.shape) || len(t.Data) != size {
			return nil, fmt.Errorf("tensor %d is %s %v of %d elements, want %s %v", i, t.Name, t.Shape, len(t.Data), f.name, f.shape)
		}
		*f.data = t.Data
	}
	if c.Tied {
		w.Output = w.TokEmbeddings
	}
	return w, nil
}

// Init draws the weights: norms are one, matrices normal with deviation 0.02, and the two that write to the
// residual stream of a block smaller by sqrt(2*layers), so that its variance does not grow with depth
// (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, section 2.3).
func (w *Weights) Init(rng *rand.Rand) {
	for _, t := range w.Tensors() {
		if len(t.Shape) == 1 {
			fill(t.Data, 1)
			continue
		}
		drawNormal(t.Data, 0.02, rng)
	}
	small := float32(1 / math.Sqrt(float64(2*w.Config.Layers)))
	for i := range w.Layers {
		l := &w.Layers[i]
		kernel.Scale(l.WO, l.WO, small)
		kernel.Scale(l.W2, l.W2, small)
	}
}

// InitClassifier draws the classification head alone, for weights that were trained without it.
func (w *Weights) InitClassifier(rng *rand.Rand) { drawNormal(w.Classifier, 0.02, rng) }

// WithClasses returns a copy of w with a new classification head of zero.
func (w *Weights) WithClasses(classes int) *Weights {
	c := w.Config
	c.Classes = classes
	n := NewWeights(c)
	copy(n.Flat, w.Flat[:len(n.Flat)-len(n.Classifier)])
	return n
}

// Clone returns a copy that shares nothing with w.
func (w *Weights) Clone() *Weights {
	n := NewWeights(w.Config)
	copy(n.Flat, w.Flat)
	return n
}

func fill(x []float32, v float32) {
	for i := range x {
		x[i] = v
	}
}

// drawNormal fills x with normal numbers of the given deviation, two at a time (Box and Muller, 1958): the standard
// library's are not promised to stay the same.
func drawNormal(x []float32, deviation float64, rng *rand.Rand) {
	for i := 0; i < len(x); i += 2 {
		radius := deviation * math.Sqrt(-2*kernel.Log64(1-uniform(rng)))
		angle := 2 * math.Pi * uniform(rng)
		x[i] = float32(radius * kernel.Cos64(angle))
		if i+1 < len(x) {
			x[i+1] = float32(radius * kernel.Sin64(angle))
		}
	}
}

// uniform returns a number in [0, 1) with 53 random bits.
func uniform(rng *rand.Rand) float64 { return float64(rng.Uint64()>>11) / (1 << 53) }
