package models

import (
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Tensors are the parameters of a file, by name.
type Tensors map[string]Tensor

// A Tensor is one parameter as a file holds it.
type Tensor struct {
	Type  string // "F32", "F16" or "BF16"
	Shape []int
	data  []byte
	from  uint64 // where data begins
}

// elementBytes are the sizes of the number types that are read.
var elementBytes = map[string]int{"F32": 4, "F16": 2, "BF16": 2}

// maxElements bounds a tensor, so that the product of a shape cannot overflow.
const maxElements = 1 << 40

// ReadSafetensors reads a safetensors file: the length of a header, the header
// as JSON, and the bytes of all tensors. The tensors are views of data.
func ReadSafetensors(data []byte) (Tensors, error) {
	t, err := readSafetensors(data)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return t, nil
}

func readSafetensors(data []byte) (Tensors, error) {
	const lengthBytes = 8
	if len(data) < lengthBytes {
		return nil, fmt.Errorf("got %d bytes, want the length of a header", len(data))
	}
	length := binary.LittleEndian.Uint64(data)
	data = data[lengthBytes:]
	if length > uint64(len(data)) {
		return nil, fmt.Errorf("the header has %d bytes, but only %d follow", length, len(data))
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(data[:length], &entries); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	data = data[length:]
	tensors := make(Tensors, len(entries))
	for name, raw := range entries {
		if name == "__metadata__" {
			continue
		}
		t, err := readTensor(raw, data)
		if err != nil {
			return nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		tensors[name] = t
	}
	return tensors, checkOverlap(tensors)
}

// checkOverlap returns an error where two tensors share bytes: many views of a
// few bytes would take more memory than the file warrants.
func checkOverlap(tensors Tensors) error {
	names := slices.SortedFunc(maps.Keys(tensors), func(a, b string) int {
		return cmp.Or(cmp.Compare(tensors[a].from, tensors[b].from), cmp.Compare(len(tensors[a].data), len(tensors[b].data)), cmp.Compare(a, b))
	})
	for i := 1; i < len(names); i++ {
		before, after := tensors[names[i-1]], tensors[names[i]]
		if before.from+uint64(len(before.data)) > after.from {
			return fmt.Errorf("tensors %q and %q share bytes", names[i-1], names[i])
		}
	}
	return nil
}

func readTensor(raw json.RawMessage, data []byte) (Tensor, error) {
	var entry struct {
		Type    string    `json:"dtype"`
		Shape   []int     `json:"shape"`
		Offsets [2]uint64 `json:"data_offsets"`
	}
	if err := json.Unmarshal(raw, &entry); err != nil {
		return Tensor{}, err
	}
	size, ok := elementBytes[entry.Type]
	if !ok {
		return Tensor{}, fmt.Errorf("got numbers of type %q, want F32, F16 or BF16", entry.Type)
	}
	elements := 1
	for _, n := range entry.Shape {
		if n < 0 || n > 0 && elements > maxElements/n {
			return Tensor{}, fmt.Errorf("the shape %v is impossible", entry.Shape)
		}
		elements *= n
	}
	from, to := entry.Offsets[0], entry.Offsets[1]
	if from > to || to > uint64(len(data)) || to-from != uint64(elements*size) {
		return Tensor{}, fmt.Errorf("it lies at bytes %d to %d of %d, want %d bytes for %s %v",
			from, to, len(data), elements*size, entry.Type, entry.Shape)
	}
	return Tensor{entry.Type, entry.Shape, data[from:to], from}, nil
}

// copyTo converts a tensor of the given shape to 32-bit floats.
func (t Tensor) copyTo(x []float32, shape ...int) error {
	if !slices.Equal(t.Shape, shape) {
		return fmt.Errorf("got shape %v, want %v", t.Shape, shape)
	}
	switch t.Type {
	case "F32":
		(&floatReader{t.data}).fill(x)
	case "BF16":
		for i := range x {
			x[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(t.data[2*i:])) << 16)
		}
	case "F16":
		for i := range x {
			x[i] = fromHalf(binary.LittleEndian.Uint16(t.data[2*i:]))
		}
	default:
		return errors.New("no such type of number: " + t.Type)
	}
	return nil
}

// fromHalf converts a number of IEEE 754's binary16, exactly.
func fromHalf(h uint16) float32 {
	const fractionBits, fraction = 10, 1<<10 - 1
	sign, exponent, rest := uint32(h>>15)<<31, uint32(h>>fractionBits)&31, uint32(h)&fraction
	switch exponent {
	case 0: // zero or subnormal: a multiple of 2^-24
		x := float32(rest) * 0x1p-24
		return math.Float32frombits(sign | math.Float32bits(x))
	case 31: // infinity or NaN
		return math.Float32frombits(sign | 0xff<<23 | rest<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | rest<<13)
}
