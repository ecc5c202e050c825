package models

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"pipe/engine/llama"
)

// A huggingFaceConfig is what counts in the config.json of a Llama.
type huggingFaceConfig struct {
	ModelType  string          `json:"model_type"`
	Dim        int             `json:"hidden_size"`
	HiddenDim  int             `json:"intermediate_size"`
	Layers     int             `json:"num_hidden_layers"`
	Heads      int             `json:"num_attention_heads"`
	KVHeads    *int            `json:"num_key_value_heads"` // as many as heads, where absent
	HeadDim    *int            `json:"head_dim"`
	SeqLen     int             `json:"max_position_embeddings"`
	VocabSize  int             `json:"vocab_size"`
	NormEps    float64         `json:"rms_norm_eps"`
	RopeTheta  *float64        `json:"rope_theta"` // 10000, where absent
	Scaling    json.RawMessage `json:"rope_scaling"`
	Rope       json.RawMessage `json:"rope_parameters"` // both in one, since transformers 5
	Tied       bool            `json:"tie_word_embeddings"`
	Activation string          `json:"hidden_act"`
	Bias       bool            `json:"attention_bias"`
	MLPBias    bool            `json:"mlp_bias"`
}

// ReadHuggingFaceConfig reads the config.json of a Llama. It refuses what this
// engine would compute otherwise.
func ReadHuggingFaceConfig(data []byte) (llama.Config, error) {
	c, err := readHuggingFaceConfig(data)
	if err != nil {
		return c, fmt.Errorf("config.json: %w", err)
	}
	return c, nil
}

func readHuggingFaceConfig(data []byte) (llama.Config, error) {
	h := huggingFaceConfig{Activation: "silu", NormEps: 1e-6}
	if err := json.Unmarshal(data, &h); err != nil {
		return llama.Config{}, err
	}
	c := llama.Config{
		VocabSize: h.VocabSize, Dim: h.Dim, HiddenDim: h.HiddenDim, Layers: h.Layers, Heads: h.Heads,
		KVHeads: h.Heads, SeqLen: h.SeqLen, RopeTheta: 10000, NormEps: h.NormEps, Tied: h.Tied, Causal: true,
	}
	if h.KVHeads != nil {
		c.KVHeads = *h.KVHeads
	}
	if h.HeadDim != nil && (h.Heads < 1 || h.Dim%h.Heads != 0 || *h.HeadDim != h.Dim/h.Heads) {
		c.HeadSize = *h.HeadDim
	}
	if err := h.readRope(&c); err != nil {
		return c, err
	}
	switch {
	case h.ModelType != "llama":
		return c, fmt.Errorf("model_type is %q, want \"llama\"", h.ModelType)
	case h.Activation != "silu":
		return c, fmt.Errorf("hidden_act is %q, want \"silu\"", h.Activation)
	case h.Bias || h.MLPBias:
		return c, fmt.Errorf("attention_bias is %t and mlp_bias is %t, want neither", h.Bias, h.MLPBias)
	case h.HeadDim != nil && *h.HeadDim < 1:
		return c, fmt.Errorf("head_dim is %d, want at least 1", *h.HeadDim)
	}
	return c, checkShape(c)
}

// ropeParameters is how positions are turned, in the words of transformers.
type ropeParameters struct {
	Type           string   `json:"rope_type"`
	OldType        string   `json:"type"`
	Theta          *float64 `json:"rope_theta"`
	Partial        *float64 `json:"partial_rotary_factor"`
	Factor         float64  `json:"factor"`
	LowFreqFactor  float64  `json:"low_freq_factor"`
	HighFreqFactor float64  `json:"high_freq_factor"`
	OriginalSeqLen int      `json:"original_max_position_embeddings"`
}

// readRope reads the base of the rotations and their scaling.
func (h *huggingFaceConfig) readRope(c *llama.Config) error {
	if h.RopeTheta != nil {
		c.RopeTheta = *h.RopeTheta
	}
	for _, raw := range []json.RawMessage{h.Scaling, h.Rope} {
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		var r ropeParameters
		if err := json.Unmarshal(raw, &r); err != nil {
			return fmt.Errorf("rope_scaling: %w", err)
		}
		if r.Theta != nil {
			c.RopeTheta = *r.Theta
		}
		if r.Partial != nil && *r.Partial != 1 {
			return fmt.Errorf("partial_rotary_factor is %g, want 1", *r.Partial)
		}
		switch cmp.Or(r.Type, r.OldType, "default") {
		case "default":
		case "linear":
			c.RopeScaling = llama.RopeScaling{Factor: r.Factor}
			if r.Factor == 0 {
				return fmt.Errorf("rope_scaling is %.200s, want a factor with it", raw)
			}
		case "llama3":
			c.RopeScaling = llama.RopeScaling{
				Factor: r.Factor, LowFreqFactor: r.LowFreqFactor, HighFreqFactor: r.HighFreqFactor, OriginalSeqLen: r.OriginalSeqLen,
			}
			if r.OriginalSeqLen == 0 {
				return fmt.Errorf("rope_scaling is %.200s, want original_max_position_embeddings with it", raw)
			}
		default:
			return fmt.Errorf("rope_scaling is %.60s, want rope_type \"llama3\", \"linear\" or \"default\"", raw)
		}
	}
	return nil
}

// ReadHuggingFaceIndex reads a model.safetensors.index.json and returns the
// names of the files it names, sorted.
func ReadHuggingFaceIndex(data []byte) ([]string, error) {
	var index struct {
		Files map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, fmt.Errorf("model.safetensors.index.json: %w", err)
	}
	names := slices.Sorted(maps.Values(index.Files))
	return slices.Compact(names), nil
}

// LlamaOf makes the weights of a Llama of the tensors of its files, in Hugging
// Face's names. A tensor that the model has no place for is an error, as is one
// that is missing.
func LlamaOf(c llama.Config, tensors Tensors) (*llama.Weights, error) {
	elements := 0
	for _, t := range tensors {
		elements += len(t.data) / elementBytes[t.Type]
	}
	if want := c.ParameterCount(); elements < want {
		return nil, fmt.Errorf("the files hold %d numbers, want %d for this shape", elements, want)
	}
	w := llama.NewWeights(c)
	l := loader{tensors: tensors, left: make(map[string]bool, len(tensors))}
	for name := range tensors {
		l.left[name] = true
	}
	l.take("model.embed_tokens.weight", w.TokEmbeddings, c.VocabSize, c.Dim)
	for i := range w.Layers {
		l.takeLayer(fmt.Sprintf("model.layers.%d.", i), c, &w.Layers[i])
	}
	l.take("model.norm.weight", w.Norm, c.Dim)
	if !c.Tied {
		l.take("lm_head.weight", w.Output, c.VocabSize, c.Dim)
	}
	delete(l.left, "lm_head.weight") // some files have it although it is tied
	for _, name := range slices.Sorted(maps.Keys(l.left)) {
		if l.err == nil && !isRotaryTable(name) {
			l.err = fmt.Errorf("tensor %q has no place in a model of this shape", name)
		}
	}
	return w, l.err
}

// A loader takes tensors until one does not fit.
type loader struct {
	tensors Tensors
	left    map[string]bool
	err     error
}

func (l *loader) take(name string, x []float32, shape ...int) {
	if l.err != nil {
		return
	}
	t, ok := l.tensors[name]
	if !ok {
		l.err = fmt.Errorf("there is no tensor %q", name)
		return
	}
	delete(l.left, name)
	if err := t.copyTo(x, shape...); err != nil {
		l.err = fmt.Errorf("tensor %q: %w", name, err)
	}
}

func (l *loader) takeLayer(prefix string, c llama.Config, layer *llama.Layer) {
	l.take(prefix+"input_layernorm.weight", layer.AttentionNorm, c.Dim)
	l.take(prefix+"self_attn.q_proj.weight", layer.WQ, c.QDim(), c.Dim)
	l.take(prefix+"self_attn.k_proj.weight", layer.WK, c.KVDim(), c.Dim)
	l.take(prefix+"self_attn.v_proj.weight", layer.WV, c.KVDim(), c.Dim)
	l.take(prefix+"self_attn.o_proj.weight", layer.WO, c.Dim, c.QDim())
	l.take(prefix+"post_attention_layernorm.weight", layer.FFNNorm, c.Dim)
	l.take(prefix+"mlp.gate_proj.weight", layer.W1, c.HiddenDim, c.Dim)
	l.take(prefix+"mlp.up_proj.weight", layer.W3, c.HiddenDim, c.Dim)
	l.take(prefix+"mlp.down_proj.weight", layer.W2, c.Dim, c.HiddenDim)
	interleave(layer.WQ, c.HeadDim(), c.Dim)
	interleave(layer.WK, c.HeadDim(), c.Dim)
}

// interleave reorders the rows of each head. Hugging Face turns channel j with
// channel j + D/2; the engine, as the paper, turns neighbours.
func interleave(x []float32, headDim, width int) {
	head := make([]float32, headDim*width)
	for len(x) > 0 {
		copy(head, x)
		for j := range headDim {
			from := j / 2
			if j%2 == 1 {
				from += headDim / 2
			}
			copy(x[j*width:(j+1)*width], head[from*width:])
		}
		x = x[headDim*width:]
	}
}

// isRotaryTable reports whether a tensor is one that follows from the config.
func isRotaryTable(name string) bool {
	const suffix = "rotary_emb.inv_freq"
	return len(name) > len(suffix) && name[len(name)-len(suffix):] == suffix
}
