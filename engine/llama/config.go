package llama

import (
	"errors"
	"fmt"
	"slices"
)

// Config is the shape of a model.
type Config struct {
	VocabSize int
	Dim       int // width of the residual stream
	HiddenDim int // width inside the feed-forward block
	Layers    int
	Heads     int     // query heads
	KVHeads   int     // key-value heads, each shared by Heads/KVHeads query heads
	HeadSize  int     // of a query, key or value of one head; 0: Dim/Heads
	SeqLen    int     // longest sequence
	RopeTheta float64 // base of the rotary frequencies
	NormEps   float64
	Tied      bool // the output layer is the embedding
	Causal    bool // false: every position sees every other, for the masked objective
	Classes   int  // outputs of the classification head; 0: no head

	RopeScaling RopeScaling

	// The variants that ablations compare with LLaMA's own choices, which are the empty strings.
	Positions  string // "" or "rope", "learned", "sinusoidal", "none"
	Norm       string // "" or "rmsnorm", "layernorm" (no bias)
	Placement  string // "" or "pre", "post": of norms, before what they feed or after its residual sum; see residual.go
	Activation string // "" or "swiglu"; "gelu" and "relu" have two matrices, no W3
}

// The kinds of each choice, the first LLaMA's.
var (
	positionKinds   = []string{"rope", "learned", "sinusoidal", "none"}
	normKinds       = []string{"rmsnorm", "layernorm"}
	placementKinds  = []string{"pre", "post"}
	activationKinds = []string{"swiglu", "gelu", "relu"}
)

func (c Config) rotary() bool     { return c.Positions == "" || c.Positions == "rope" }
func (c Config) learned() bool    { return c.Positions == "learned" }
func (c Config) sinusoidal() bool { return c.Positions == "sinusoidal" }
func (c Config) centered() bool   { return c.Norm == "layernorm" }
func (c Config) postNorm() bool   { return c.Placement == "post" }
func (c Config) gated() bool      { return c.Activation == "" || c.Activation == "swiglu" }

// gateDim returns the width of what the first product of the feed-forward block gives: the gate beside the value,
// or the value alone.
func (c Config) gateDim() int {
	if c.gated() {
		return 2 * c.HiddenDim
	}
	return c.HiddenDim
}

// HeadDim returns the size of one head.
func (c Config) HeadDim() int {
	if c.HeadSize > 0 {
		return c.HeadSize
	}
	return c.Dim / c.Heads
}

// QDim returns the width of the queries of one token, and of what its heads attend to.
func (c Config) QDim() int { return c.Heads * c.HeadDim() }

// KVDim returns the width of the keys, and of the values, of one token.
func (c Config) KVDim() int { return c.KVHeads * c.HeadDim() }

// qkvDim returns the width of a row of queries, keys and values.
func (c Config) qkvDim() int { return c.QDim() + 2*c.KVDim() }

// Validate returns every reason why no model has this shape, joined.
func (c Config) Validate() error {
	var bad []error
	check := func(ok bool, problem string) {
		if !ok {
			bad = append(bad, errors.New(problem))
		}
	}
	positive := func(name string, value int) { check(value > 0, fmt.Sprintf("%s is %d, want at least 1", name, value)) }
	positive("vocab_size", c.VocabSize)
	positive("dim", c.Dim)
	positive("hidden_dim", c.HiddenDim)
	positive("layers", c.Layers)
	positive("heads", c.Heads)
	positive("kv_heads", c.KVHeads)
	positive("seq_len", c.SeqLen)
	check(c.Classes >= 0 && c.Classes != 1, fmt.Sprintf("classes is %d, want 0 or at least 2", c.Classes))
	if c.Heads > 0 && c.KVHeads > 0 {
		if c.HeadSize == 0 {
			check(c.Dim%(2*c.Heads) == 0, fmt.Sprintf("dim %d is not an even multiple of heads %d", c.Dim, c.Heads))
		} else {
			check(c.Dim%2 == 0, fmt.Sprintf("dim %d is not even", c.Dim))
			check(c.HeadSize > 0 && c.HeadSize%2 == 0, fmt.Sprintf("head_dim is %d, want an even number above 0", c.HeadSize))
		}
		check(c.Heads%c.KVHeads == 0, fmt.Sprintf("heads %d is not a multiple of kv_heads %d", c.Heads, c.KVHeads))
	}
	check(c.RopeTheta > 0, fmt.Sprintf("rope_theta is %g, want above 0", c.RopeTheta))
	check(c.RopeScaling.valid(), fmt.Sprintf("rope_scaling is %+v, want positive factors, the low one below the high", c.RopeScaling))
	check(c.NormEps > 0, fmt.Sprintf("norm_eps is %g, want above 0", c.NormEps))
	oneOf := func(name, value string, kinds []string) {
		check(value == "" || slices.Contains(kinds, value), fmt.Sprintf("%s is %q, want one of %q", name, value, kinds))
	}
	oneOf("positions", c.Positions, positionKinds)
	oneOf("norm", c.Norm, normKinds)
	oneOf("norm_placement", c.Placement, placementKinds)
	oneOf("activation", c.Activation, activationKinds)
	return errors.Join(bad...)
}

// matrixParameters returns the number of weights each token is multiplied with.
func (c Config) matrixParameters() int {
	layer := c.Dim*c.qkvDim() + c.QDim()*c.Dim + c.Dim*(c.gateDim()+c.HiddenDim)
	return c.Layers*layer + c.VocabSize*c.Dim
}

// normCount returns the number of norms: two in each block and, unless that has normed it, one of what the last leaves.
func (c Config) normCount() int {
	if c.postNorm() {
		return 2 * c.Layers
	}
	return 2*c.Layers + 1
}

// ParameterCount returns the number of parameters; a tied embedding counts once.
func (c Config) ParameterCount() int {
	n := c.matrixParameters() + c.normCount()*c.Dim + c.Classes*c.Dim
	if !c.Tied {
		n += c.VocabSize * c.Dim
	}
	if c.learned() {
		n += c.SeqLen * c.Dim
	}
	return n
}

// FLOPsPerToken returns the floating-point operations that training on one token takes, forward and backward, in a
// sequence of seq tokens: six for each weight of a matrix, and twelve for each channel of attention and each
// visible position (Chowdhery et al., "PaLM", 2022, appendix B, which counts the masked half too).
func (c Config) FLOPsPerToken(seq int) float64 {
	visible := float64(seq)
	if c.Causal {
		visible = float64(seq+1) / 2
	}
	return 6*float64(c.matrixParameters()) + float64(12*c.Layers*c.QDim())*visible
}
