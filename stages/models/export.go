package models

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"pipe/engine/llama"
)

// Ends are the tokens that begin and end a text.
type Ends struct {
	BOS, EOS         int32
	BOSText, EOSText string
}

// HuggingFaceConfig returns the config.json of a model. It fails where
// transformers' Llama does not compute what the model does.
func HuggingFaceConfig(c llama.Config, e Ends) ([]byte, error) {
	switch {
	case !c.Causal:
		return nil, fmt.Errorf("the model was trained with the masked objective, and a Llama of transformers is causal")
	case c.Classes > 0:
		return nil, fmt.Errorf("the model classifies, and LlamaForCausalLM has no head of %d classes", c.Classes)
	case c.Dim%c.Heads != 0:
		return nil, fmt.Errorf("dim is %d with %d heads, and a Llama of transformers has a multiple of its heads, whatever head_dim is", c.Dim, c.Heads)
	case c.Positions != "" && c.Positions != "rope":
		return nil, fmt.Errorf("positions is %q, and a Llama of transformers has \"rope\"", c.Positions)
	case c.Norm != "" && c.Norm != "rmsnorm":
		return nil, fmt.Errorf("norm is %q, and a Llama of transformers has \"rmsnorm\"", c.Norm)
	case c.Activation != "" && c.Activation != "swiglu":
		return nil, fmt.Errorf("activation is %q, and a Llama of transformers has \"swiglu\"", c.Activation)
	}
	fields := map[string]any{
		"architectures": []string{"LlamaForCausalLM"}, "model_type": "llama", "torch_dtype": "float32",
		"hidden_size": c.Dim, "intermediate_size": c.HiddenDim, "num_hidden_layers": c.Layers, "num_attention_heads": c.Heads,
		"num_key_value_heads": c.KVHeads, "head_dim": c.HeadDim(), "max_position_embeddings": c.SeqLen, "vocab_size": c.VocabSize,
		"rms_norm_eps": c.NormEps, "rope_theta": c.RopeTheta, "rope_scaling": nil, "tie_word_embeddings": c.Tied,
		"hidden_act": "silu", "attention_bias": false, "mlp_bias": false, "bos_token_id": e.BOS, "eos_token_id": e.EOS,
	}
	if r := c.RopeScaling; r.Linear() {
		fields["rope_scaling"] = map[string]any{"rope_type": "linear", "factor": r.Factor}
	} else if r != (llama.RopeScaling{}) {
		fields["rope_scaling"] = map[string]any{
			"rope_type": "llama3", "factor": r.Factor, "low_freq_factor": r.LowFreqFactor, "high_freq_factor": r.HighFreqFactor,
			"original_max_position_embeddings": r.OriginalSeqLen,
		}
	}
	data, err := indented(fields)
	if err != nil {
		return nil, err
	}
	// What is read again is what was written, or there is a choice that the
	// format cannot say.
	c.Positions, c.Norm, c.Activation = "", "", ""
	again, err := ReadHuggingFaceConfig(data)
	if err != nil || again != c {
		return nil, fmt.Errorf("a Llama of transformers is %+v, which this model is not: it is %+v (%v)", again, c, err)
	}
	return data, nil
}

// HuggingFaceGeneration returns the generation_config.json of a model.
func HuggingFaceGeneration(e Ends) ([]byte, error) {
	return indented(map[string]any{"bos_token_id": e.BOS, "eos_token_id": e.EOS, "do_sample": false})
}

// HuggingFaceTokenizer returns the tokenizer_config.json of a model. Text that
// spells a special token is text where split is set.
func HuggingFaceTokenizer(c llama.Config, e Ends, split bool) ([]byte, error) {
	return indented(map[string]any{
		"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": e.BOSText, "eos_token": e.EOSText, "model_max_length": c.SeqLen,
		"clean_up_tokenization_spaces": false, "split_special_tokens": split,
	})
}

func indented(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	return append(data, '\n'), err
}

// A namedMatrix is a tensor in Hugging Face's name and order of rows.
type namedMatrix struct {
	name  string
	shape []int
	data  []float32
	head  int // size of the heads whose rows are to be reordered, or 0
}

func huggingFaceTensors(w *llama.Weights) []namedMatrix {
	c := w.Config
	list := []namedMatrix{{"model.embed_tokens.weight", []int{c.VocabSize, c.Dim}, w.TokEmbeddings, 0}}
	for i, l := range w.Layers {
		prefix := fmt.Sprintf("model.layers.%d.", i)
		put := func(name string, x []float32, head int, shape ...int) {
			list = append(list, namedMatrix{prefix + name + ".weight", shape, x, head})
		}
		put("input_layernorm", l.AttentionNorm, 0, c.Dim)
		put("self_attn.q_proj", l.WQ, c.HeadDim(), c.QDim(), c.Dim)
		put("self_attn.k_proj", l.WK, c.HeadDim(), c.KVDim(), c.Dim)
		put("self_attn.v_proj", l.WV, 0, c.KVDim(), c.Dim)
		put("self_attn.o_proj", l.WO, 0, c.Dim, c.QDim())
		put("post_attention_layernorm", l.FFNNorm, 0, c.Dim)
		put("mlp.gate_proj", l.W1, 0, c.HiddenDim, c.Dim)
		put("mlp.up_proj", l.W3, 0, c.HiddenDim, c.Dim)
		put("mlp.down_proj", l.W2, 0, c.Dim, c.HiddenDim)
	}
	list = append(list, namedMatrix{"model.norm.weight", []int{c.Dim}, w.Norm, 0})
	if !c.Tied {
		list = append(list, namedMatrix{"lm_head.weight", []int{c.VocabSize, c.Dim}, w.Output, 0})
	}
	return list
}

// WriteSafetensors writes the weights of a model as the model.safetensors of a
// folder of Hugging Face, in 32-bit floats.
func WriteSafetensors(out io.Writer, w *llama.Weights) error {
	list := huggingFaceTensors(w)
	header := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	at := 0
	for _, m := range list {
		header[m.name] = map[string]any{"dtype": "F32", "shape": m.shape, "data_offsets": []int{at, at + 4*len(m.data)}}
		at += 4 * len(m.data)
	}
	text, err := json.Marshal(header)
	if err != nil {
		return err
	}
	for len(text)%8 != 0 { // tensors lie at multiples of their elements' size
		text = append(text, ' ')
	}
	if _, err := out.Write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)); err != nil {
		return err
	}
	for _, m := range list {
		x := m.data
		if m.head > 0 {
			x = halved(x, m.head, m.shape[1])
		}
		data := make([]byte, 0, 4*len(x))
		for _, v := range x {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
		if _, err := out.Write(data); err != nil {
			return err
		}
	}
	return nil
}

// halved is the inverse of interleave.
func halved(x []float32, headDim, width int) []float32 {
	out := make([]float32, len(x))
	for head := 0; head < len(x); head += headDim * width {
		for j := range headDim {
			to := j / 2
			if j%2 == 1 {
				to += headDim / 2
			}
			copy(out[head+to*width:head+(to+1)*width], x[head+j*width:])
		}
	}
	return out
}
