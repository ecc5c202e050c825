package models

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"pipe/engine/llama"
)

// Sizes beyond which no file is read, so that products of them cannot overflow.
const (
	maxWidth  = 1 << 20 // of dim, hidden_dim, vocab_size, seq_len
	maxLayers = 1 << 12
	maxHeads  = 1 << 12
)

// llama2cMagic begins a checkpoint of version 1 or later; version 0 has none.
const llama2cMagic = 0x616b3432

// headerBytes is the size of the header since version 1.
const headerBytes = 256

// llama2cHeader is the shape in a checkpoint, as seven 32-bit integers.
type llama2cHeader struct {
	Dim, HiddenDim, Layers, Heads, KVHeads, VocabSize, SeqLen int32
}

// ReadLlama2c reads a checkpoint of llama2.c, version 0 or 1, in 32-bit floats,
// or version 2, in groups of 8-bit integers (its export.py is the specification). Norm epsilon and rotary base are not in
// the file: they are 1e-5 and 10000.
func ReadLlama2c(data []byte) (*llama.Weights, error) {
	w, err := readLlama2c(data)
	if err != nil {
		return nil, fmt.Errorf("llama2.c checkpoint: %w", err)
	}
	return w, nil
}

func readLlama2c(data []byte) (*llama.Weights, error) {
	if len(data) < 4 {
		return nil, fmt.Errorf("got %d bytes, want a header", len(data))
	}
	if binary.LittleEndian.Uint32(data) == llama2cMagic {
		return readLlama2cVersion1(data)
	}
	var h llama2cHeader
	rest, err := decode(data, &h)
	if err != nil {
		return nil, err
	}
	tied := h.VocabSize > 0
	if !tied {
		if h.VocabSize == math.MinInt32 {
			return nil, errors.New("the vocabulary has an impossible size")
		}
		h.VocabSize = -h.VocabSize
	}
	c, err := h.config(tied)
	if err != nil {
		return nil, err
	}
	// Two tables of rotations follow the final norm. They are not used.
	tables := c.SeqLen * c.HeadDim()
	if got, want := len(rest), 4*(c.ParameterCount()+tables); got != want {
		return nil, fmt.Errorf("got %d bytes behind the header, want %d for its shape", got, want)
	}
	w := llama.NewWeights(c)
	r := floatReader{rest}
	r.fill(w.TokEmbeddings)
	r.fillLayers(w, matricesAndNorms)
	r.fill(w.Norm)
	r.skip(tables)
	if !tied {
		r.fill(w.Output)
	}
	return w, nil
}

// readLlama2cVersion1 reads the later form: a header of 256 bytes, the norms,
// then the matrices.
func readLlama2cVersion1(data []byte) (*llama.Weights, error) {
	var h struct {
		Magic, Version uint32
		Shape          llama2cHeader
		Tied           uint8
	}
	if _, err := decode(data, &h); err != nil {
		return nil, err
	}
	if h.Version == 2 {
		return readLlama2cVersion2(data)
	}
	if h.Version != 1 {
		return nil, fmt.Errorf("got version %d, want 0, 1 or 2", h.Version)
	}
	c, err := h.Shape.config(h.Tied != 0)
	if err != nil {
		return nil, err
	}
	if got, want := len(data), headerBytes+4*c.ParameterCount(); got != want {
		return nil, fmt.Errorf("got %d bytes, want %d for its shape", got, want)
	}
	w := llama.NewWeights(c)
	r := floatReader{data[headerBytes:]}
	r.fillLayers(w, []layerPart{attentionNorm})
	r.fillLayers(w, []layerPart{ffnNorm})
	r.fill(w.Norm)
	r.fill(w.TokEmbeddings)
	r.fillLayers(w, matrices)
	if !c.Tied {
		r.fill(w.Output)
	}
	return w, nil
}

// decode reads a struct of fixed size from the start of data and returns the
// rest.
func decode(data []byte, v any) (rest []byte, err error) {
	n, err := binary.Decode(data, binary.LittleEndian, v)
	if err != nil {
		return nil, fmt.Errorf("got %d bytes, want a header", len(data))
	}
	return data[n:], nil
}

func (h llama2cHeader) config(tied bool) (llama.Config, error) {
	c := llama.Config{
		VocabSize: int(h.VocabSize), Dim: int(h.Dim), HiddenDim: int(h.HiddenDim), Layers: int(h.Layers),
		Heads: int(h.Heads), KVHeads: int(h.KVHeads), SeqLen: int(h.SeqLen),
		RopeTheta: 10000, NormEps: 1e-5, Tied: tied, Causal: true,
	}
	return c, checkShape(c)
}

// checkShape returns an error for a shape that no model has, or none that is
// read here.
func checkShape(c llama.Config) error {
	bounds := []struct {
		name        string
		value, most int
	}{
		{"dim", c.Dim, maxWidth}, {"hidden_dim", c.HiddenDim, maxWidth}, {"vocab_size", c.VocabSize, maxWidth},
		{"seq_len", c.SeqLen, maxWidth}, {"layers", c.Layers, maxLayers}, {"heads", c.Heads, maxHeads},
		{"head_dim", c.HeadSize, maxWidth}, {"heads*head_dim", c.Heads * min(c.HeadSize, maxWidth), maxWidth},
	}
	for _, b := range bounds {
		if b.value > b.most {
			return fmt.Errorf("%s is %d, want at most %d", b.name, b.value, b.most)
		}
	}
	return c.Validate()
}

// A layerPart is a parameter of a block.
type layerPart func(l *llama.Layer) []float32

func attentionNorm(l *llama.Layer) []float32 { return l.AttentionNorm }
func ffnNorm(l *llama.Layer) []float32       { return l.FFNNorm }

// matrices are those of a block, in the order of a checkpoint of llama2.c.
var matrices = []layerPart{
	func(l *llama.Layer) []float32 { return l.WQ },
	func(l *llama.Layer) []float32 { return l.WK },
	func(l *llama.Layer) []float32 { return l.WV },
	func(l *llama.Layer) []float32 { return l.WO },
	func(l *llama.Layer) []float32 { return l.W1 },
	func(l *llama.Layer) []float32 { return l.W2 },
	func(l *llama.Layer) []float32 { return l.W3 },
}

// matricesAndNorms are those of version 0.
var matricesAndNorms = append(append([]layerPart{attentionNorm}, matrices[:4]...), append([]layerPart{ffnNorm}, matrices[4:]...)...)

// A floatReader reads 32-bit floats, little-endian, which it has enough of.
type floatReader struct{ data []byte }

func (r *floatReader) fill(x []float32) {
	for i := range x {
		x[i] = math.Float32frombits(binary.LittleEndian.Uint32(r.data[4*i:]))
	}
	r.skip(len(x))
}

func (r *floatReader) skip(n int) { r.data = r.data[4*n:] }

// fillLayers reads each part for all layers before the next part.
func (r *floatReader) fillLayers(w *llama.Weights, parts []layerPart) {
	for _, part := range parts {
		for i := range w.Layers {
			r.fill(part(&w.Layers[i]))
		}
	}
}

// ReadLlama2cPieces reads the vocabulary that llama2.c has beside a checkpoint:
// the longest piece in bytes, then for each piece its score, its length, and
// its bytes. The file does not say what pieces stand for; 0, 1 and 2 are <unk>,
// <s> and </s>.
func ReadLlama2cPieces(data []byte) ([]Piece, error) {
	r := bytes.NewReader(data)
	var longest int32
	if err := binary.Read(r, binary.LittleEndian, &longest); err != nil {
		return nil, fmt.Errorf("llama2.c vocabulary: got %d bytes, want a header", len(data))
	}
	var pieces []Piece
	for r.Len() > 0 {
		var h struct {
			Score float32
			Bytes int32
		}
		if err := binary.Read(r, binary.LittleEndian, &h); err != nil || h.Bytes < 0 || int(h.Bytes) > r.Len() {
			return nil, fmt.Errorf("llama2.c vocabulary: piece %d is cut off or has a length of %d bytes", len(pieces), h.Bytes)
		}
		text := make([]byte, h.Bytes)
		r.Read(text)
		p := Piece{Text: string(text), Score: h.Score}
		if len(pieces) < len(llama2cControls) {
			p.Text, p.Control = llama2cControls[len(pieces)], true
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

var llama2cControls = []string{"<unk>", "<s>", "</s>"}
