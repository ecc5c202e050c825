package models

import (
	"fmt"

	"pipe/engine/llama"
)

// readLlama2cVersion2 reads weights that were rounded to 8 bits: the header of
// version 1 and the size of a group, the norms as floats, then for each matrix
// its numbers as bytes, and a float for each group that they are multiplied by.
func readLlama2cVersion2(data []byte) (*llama.Weights, error) {
	var h struct {
		Magic, Version uint32
		Shape          llama2cHeader
		Tied           uint8
		GroupSize      int32
	}
	if _, err := decode(data, &h); err != nil {
		return nil, err
	}
	c, err := h.Shape.config(h.Tied != 0)
	if err != nil {
		return nil, err
	}
	group := int(h.GroupSize)
	if group < 1 || c.Dim%group != 0 || c.HiddenDim*c.Dim%group != 0 {
		return nil, fmt.Errorf("got groups of %d numbers, want groups that divide dim %d", group, c.Dim)
	}
	norms := (2*c.Layers + 1) * c.Dim
	rounded := c.ParameterCount() - norms
	if got, want := len(data), headerBytes+4*norms+rounded+4*(rounded/group); got != want {
		return nil, fmt.Errorf("got %d bytes, want %d for its shape", got, want)
	}
	w := llama.NewWeights(c)
	r := floatReader{data[headerBytes:]}
	r.fillLayers(w, []layerPart{attentionNorm})
	r.fillLayers(w, []layerPart{ffnNorm})
	r.fill(w.Norm)
	r.fillRounded(w.TokEmbeddings, group)
	for _, part := range matrices {
		for i := range w.Layers {
			r.fillRounded(part(&w.Layers[i]), group)
		}
	}
	if !c.Tied {
		r.fillRounded(w.Output, group)
	}
	return w, nil
}

func (r *floatReader) fillRounded(x []float32, group int) {
	numbers := r.data[:len(x)]
	r.data = r.data[len(x):]
	scales := make([]float32, len(x)/group)
	r.fill(scales)
	for i, b := range numbers {
		x[i] = float32(int8(b)) * scales[i/group]
	}
}
