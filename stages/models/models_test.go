package models

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/internal/published"
)

var update = flag.Bool("update", false, "rewrite the tiny model that other tests read")

// tinyWeights returns a model of random weights.
func tinyWeights(tied bool) *llama.Weights {
	w := llama.NewWeights(llama.Config{
		VocabSize: 259, Dim: 8, HiddenDim: 6, Layers: 2, Heads: 2, KVHeads: 1, SeqLen: 32,
		RopeTheta: 10000, NormEps: 1e-5, Tied: tied, Causal: true,
	})
	w.Init(rand.New(rand.NewPCG(1, 2)))
	return w
}

// writeLlama2c writes a checkpoint of version 0 as llama2.c's export does.
func writeLlama2c(w *llama.Weights) []byte {
	var b bytes.Buffer
	c := w.Config
	vocab := int32(c.VocabSize)
	if !c.Tied {
		vocab = -vocab
	}
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put(llama2cHeader{int32(c.Dim), int32(c.HiddenDim), int32(c.Layers), int32(c.Heads), int32(c.KVHeads), vocab, int32(c.SeqLen)})
	put(w.TokEmbeddings)
	for _, part := range matricesAndNorms {
		for i := range w.Layers {
			put(part(&w.Layers[i]))
		}
	}
	put(w.Norm)
	put(make([]float32, c.SeqLen*c.HeadDim()))
	if !c.Tied {
		put(w.Output)
	}
	return b.Bytes()
}

func writeLlama2cVersion1(w *llama.Weights) []byte {
	var b bytes.Buffer
	c := w.Config
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put([]uint32{llama2cMagic, 1})
	put(llama2cHeader{int32(c.Dim), int32(c.HiddenDim), int32(c.Layers), int32(c.Heads), int32(c.KVHeads), int32(c.VocabSize), int32(c.SeqLen)})
	put(c.Tied)
	b.Write(make([]byte, 256-b.Len()))
	for _, part := range []layerPart{attentionNorm, ffnNorm} {
		for i := range w.Layers {
			put(part(&w.Layers[i]))
		}
	}
	put(w.Norm)
	put(w.TokEmbeddings)
	for _, part := range matrices {
		for i := range w.Layers {
			put(part(&w.Layers[i]))
		}
	}
	if !c.Tied {
		put(w.Output)
	}
	return b.Bytes()
}

func TestLlama2c(t *testing.T) {
	for _, tied := range []bool{true, false} {
		w := tinyWeights(tied)
		for name, data := range map[string][]byte{"version 0": writeLlama2c(w), "version 1": writeLlama2cVersion1(w)} {
			t.Run(fmt.Sprintf("%s tied %t", name, tied), func(t *testing.T) {
				got, err := ReadLlama2c(data)
				if err != nil {
					t.Fatal(err)
				}
				if got.Config != w.Config || !slices.Equal(got.Flat, w.Flat) {
					t.Errorf("ReadLlama2c gave other weights")
				}
				for _, n := range []int{0, 3, 27, 28, 200, len(data) - 1} {
					if _, err := ReadLlama2c(data[:n]); err == nil {
						t.Errorf("ReadLlama2c of %d bytes of %d = nil error", n, len(data))
					}
				}
			})
		}
	}
}

// writeLlama2cVersion2 writes a checkpoint of rounded weights, and leaves in w
// what they are rounded to.
func writeLlama2cVersion2(w *llama.Weights, group int) []byte {
	var b bytes.Buffer
	c := w.Config
	put := func(v any) { binary.Write(&b, binary.LittleEndian, v) }
	put([]uint32{llama2cMagic, 2})
	put(llama2cHeader{int32(c.Dim), int32(c.HiddenDim), int32(c.Layers), int32(c.Heads), int32(c.KVHeads), int32(c.VocabSize), int32(c.SeqLen)})
	put(c.Tied)
	put(int32(group))
	b.Write(make([]byte, headerBytes-b.Len()))
	for _, part := range []layerPart{attentionNorm, ffnNorm} {
		for i := range w.Layers {
			put(part(&w.Layers[i]))
		}
	}
	put(w.Norm)
	round := func(x []float32) {
		scales := make([]float32, len(x)/group)
		for i, v := range x {
			scales[i/group] = max(scales[i/group], float32(math.Abs(float64(v)))/127)
		}
		for i, v := range x {
			n := int8(math.Round(float64(v / scales[i/group])))
			put(n)
			x[i] = float32(n) * scales[i/group]
		}
		put(scales)
	}
	round(w.TokEmbeddings)
	for _, part := range matrices {
		for i := range w.Layers {
			round(part(&w.Layers[i]))
		}
	}
	if !c.Tied {
		round(w.Output)
	}
	return b.Bytes()
}

func TestLlama2cRounded(t *testing.T) {
	for _, tied := range []bool{true, false} {
		w := tinyWeights(tied)
		data := writeLlama2cVersion2(w, 4)
		got, err := ReadLlama2c(data)
		if err != nil || got.Config != w.Config || !slices.Equal(got.Flat, w.Flat) {
			t.Errorf("ReadLlama2c of version 2, tied %t, gave other weights, %v", tied, err)
		}
		for _, n := range []int{36, 40, 256, len(data) - 1} {
			if _, err := ReadLlama2c(data[:n]); err == nil {
				t.Errorf("ReadLlama2c of %d bytes of %d = nil error", n, len(data))
			}
		}
		for _, group := range []byte{0, 3, 255} {
			data[37] = group
			if _, err := ReadLlama2c(data); err == nil {
				t.Errorf("ReadLlama2c with groups of %d = nil error", group)
			}
		}
	}
}

// writeSafetensors writes tensors of 32-bit floats.
func writeSafetensors(tensors []llama.Tensor) []byte {
	header := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	var body bytes.Buffer
	for _, t := range tensors {
		from := body.Len()
		binary.Write(&body, binary.LittleEndian, t.Data)
		header[t.Name] = map[string]any{"dtype": "F32", "shape": t.Shape, "data_offsets": []int{from, body.Len()}}
	}
	text, _ := json.Marshal(header)
	data := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(data, text...), body.Bytes()...)
}

func TestSafetensorsRefuses(t *testing.T) {
	cases := []struct{ name, header, want string }{
		{"not JSON", `{`, "header"},
		{"type", `{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}`, "want F32, F16 or BF16"},
		{"size", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, "want 8 bytes"},
		{"beyond", `{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`, "of 8"},
		{"backwards", `{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}`, "want 4 bytes"},
		{"negative", `{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, "impossible"},
		{"overlap", `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, "share bytes"},
		{"overflow", `{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}`, "impossible"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			data := append(binary.LittleEndian.AppendUint64(nil, uint64(len(c.header))), c.header...)
			_, err := ReadSafetensors(append(data, make([]byte, 8)...))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("ReadSafetensors = %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := ReadSafetensors(binary.LittleEndian.AppendUint64(nil, math.MaxUint64)); err == nil {
		t.Error("ReadSafetensors of a header longer than the file = nil error")
	}
}

func TestHalf(t *testing.T) {
	cases := []struct {
		bits uint16
		want float32
	}{
		{0x0000, 0}, {0x3c00, 1}, {0xc000, -2}, {0x7bff, 65504}, {0x0400, 0x1p-14}, {0x0001, 0x1p-24}, {0x83ff, -0x3ffp-24},
		{0x7c00, float32(math.Inf(1))}, {0x3555, 0x1.554p-2},
	}
	for _, c := range cases {
		if got := fromHalf(c.bits); got != c.want {
			t.Errorf("fromHalf(%#04x) = %g, want %g", c.bits, got, c.want)
		}
	}
	if got := fromHalf(0x7e00); !math.IsNaN(float64(got)) {
		t.Errorf("fromHalf(0x7e00) = %g, want NaN", got)
	}
}

func TestHuggingFaceConfig(t *testing.T) {
	const shape = `"model_type":"llama","hidden_size":8,"intermediate_size":6,"num_hidden_layers":2,"num_attention_heads":2,"max_position_embeddings":32,"vocab_size":259`
	c, err := ReadHuggingFaceConfig([]byte(`{` + shape + `,"rope_theta":500000.0,"num_key_value_heads":1,"rope_scaling":null}`))
	if err != nil || c.KVHeads != 1 || c.RopeTheta != 500000 || c.NormEps != 1e-6 || c.Tied {
		t.Errorf("ReadHuggingFaceConfig = %+v, %v", c, err)
	}
	for more, want := range map[string]int{`"head_dim":16`: 16, `"head_dim":4`: 0, `"head_dim":null`: 0} {
		if c, err := ReadHuggingFaceConfig([]byte(`{` + shape + `,` + more + `}`)); err != nil || c.HeadSize != want {
			t.Errorf("ReadHuggingFaceConfig with %s = head size %d, %v, want %d", more, c.HeadSize, err, want)
		}
	}
	for name, more := range map[string]string{
		"scaling": `"rope_scaling":{"rope_type":"llama3"}`, "activation": `"hidden_act":"gelu"`, "bias": `"attention_bias":true`,
		"head size": `"head_dim":15`, "heads": `"head_dim":0`, "heads again": `"head_dim":4611686018427387904`, "width of all heads": `"head_dim":1048576`,
		"kv_heads": `"num_key_value_heads":3`, "layers": `"num_hidden_layers":1000000`,
	} {
		if _, err := ReadHuggingFaceConfig([]byte(`{` + shape + `,` + more + `}`)); err == nil {
			t.Errorf("ReadHuggingFaceConfig with another %s = nil error", name)
		}
	}
}

// TestStories reads one published model in both forms: the weights are equal,
// though the rows of queries and keys lie in another order.
func TestStories(t *testing.T) {
	c, err := ReadHuggingFaceConfig(published.Read(t, "models", "stories260K_hf", "config.json"))
	if err != nil {
		t.Fatal(err)
	}
	tensors, err := ReadSafetensors(published.Read(t, "models", "stories260K_hf", "model.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	hf, err := LlamaOf(c, tensors)
	if err != nil {
		t.Fatal(err)
	}
	bin, err := ReadLlama2c(published.Read(t, "models", "stories260K", "stories260K.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if bin.Config != hf.Config || !slices.Equal(bin.Flat, hf.Flat) {
		t.Errorf("the two forms of the model differ: %+v, %+v", bin.Config, hf.Config)
	}
	delete(tensors, "model.norm.weight")
	if _, err := LlamaOf(c, tensors); err == nil {
		t.Error("LlamaOf without the final norm = nil error")
	}
}

// TestLlama2Pieces compares with ids that sentencepiece 0.2.3 gives for LLaMA
// 2's vocabulary.
func TestLlama2Pieces(t *testing.T) {
	model, err := ReadSentencePiece(published.Read(t, "models", "llama2-tokenizer", "tokenizer.model"))
	if err != nil {
		t.Fatal(err)
	}
	bin, err := ReadLlama2cPieces(published.Read(t, "models", "llama2-tokenizer", "tokenizer.bin"))
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Text string
		IDs  []int32
	}
	data, err := os.ReadFile("testdata/llama2_pieces.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string][]Piece{"tokenizer.model": model, "tokenizer.bin": bin} {
		p, err := token.NewPieces(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if got := p.Encode(nil, w.Text); !slices.Equal(got, w.IDs) {
				t.Errorf("%s: Encode(%q) = %v, want %v", name, w.Text, got, w.IDs)
			}
		}
	}
}

// tinyPieces returns a vocabulary of bytes alone, in the form of llama2.c.
func tinyPieces() []byte {
	data := binary.LittleEndian.AppendUint32(nil, 7)
	put := func(text string) {
		data = binary.LittleEndian.AppendUint32(data, 0)
		data = binary.LittleEndian.AppendUint32(data, uint32(len(text)))
		data = append(data, text...)
	}
	for _, name := range llama2cControls {
		put(name)
	}
	for b := range 256 {
		put(fmt.Sprintf("<0x%02X>", b))
	}
	return data
}

// TestTiny holds the tiny model in the testdata of stages, which is that of
// this package's tests.
func TestTiny(t *testing.T) {
	for path, want := range map[string][]byte{
		"../testdata/tiny.bin": writeLlama2c(tinyWeights(true)), "../testdata/tiny_pieces.bin": tinyPieces(),
	} {
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %d bytes, %v; want those of this test (rewrite them with -update)", path, len(got), err)
		}
	}
}

func FuzzReadLlama2c(f *testing.F) {
	f.Add(writeLlama2c(tinyWeights(true)))
	f.Add(writeLlama2cVersion1(tinyWeights(false)))
	f.Add(writeLlama2cVersion2(tinyWeights(true), 8))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, err := ReadLlama2c(data); err == nil && len(w.Flat) > len(data) {
			t.Errorf("ReadLlama2c made %d weights of %d bytes", len(w.Flat), len(data))
		}
	})
}

func FuzzReadSafetensors(f *testing.F) {
	f.Add(writeSafetensors(tinyWeights(true).Tensors()), []byte("{}"))
	f.Fuzz(func(t *testing.T, data, config []byte) {
		tensors, err := ReadSafetensors(data)
		if err != nil {
			return
		}
		if c, err := ReadHuggingFaceConfig(config); err == nil {
			if w, err := LlamaOf(c, tensors); err == nil && 2*len(w.Flat) > len(data) {
				t.Errorf("LlamaOf made %d weights of %d bytes", len(w.Flat), len(data))
			}
		}
	})
}

func FuzzReadHuggingFaceIndex(f *testing.F) {
	f.Add([]byte(`{"metadata":{"total_size":8},"weight_map":{"a":"x.safetensors","b":"y.safetensors","c":"x.safetensors"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		names, err := ReadHuggingFaceIndex(data)
		if err == nil && !slices.Equal(names, slices.Compact(slices.Sorted(slices.Values(names)))) {
			t.Errorf("ReadHuggingFaceIndex = %q, want each name once, sorted", names)
		}
	})
}

func FuzzReadPieces(f *testing.F) {
	f.Add(tinyPieces())
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, read := range []func([]byte) ([]Piece, error){ReadLlama2cPieces, ReadSentencePiece} {
			if pieces, err := read(data); err == nil {
				token.NewPieces(pieces)
			}
		}
	})
}
