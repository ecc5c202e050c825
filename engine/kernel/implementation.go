package kernel

import (
	"fmt"
	"strings"
)

// implementation is one way to compute every primitive of the package. The fields are the whole difference
// between implementations: what calls them is shared.
//
// Lengths are checked by the callers: every slice of a row primitive is at least as long as the first.
type implementation struct {
	name string

	// The product. A tile is up to rows x cols elements of C held in registers.
	rows, cols int
	tile       func(rows, cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool)
	rowStep    func(c, a, b []float32, bs int)
	pack       func(k, cols int, src []float32, ss int, dst []float32, ds int)
	transpose  func(k, cols int, src []float32, ss int, dst []float32, ds int)

	// The product with 8-bit weights, of up to int8Rows rows and 16 outputs.
	int8Rows  int
	int8Panel func(rows, depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32)

	// Reductions over 16 lanes.
	dot    func(x, y []float32) float32
	dot3   func(x, y, z []float32) float32
	max    func(x []float32) float32
	maxAbs func(x []float32) float32
	expSum func(dst, x []float32, scale, shift float32) float32

	// Element by element.
	add         func(dst, x, y []float32)
	mul         func(dst, x, y []float32)
	scale       func(dst, x []float32, s float32)
	addScaled   func(dst, x []float32, s float32)
	scaleMul    func(dst, x, w []float32, s float32)
	normGrad    func(dx, dy, x, w []float32, inv, c float32)
	mulAdd      func(dst, x, y []float32, s float32)
	softmaxGrad func(dx, y, dy []float32, d, scale float32)
	swiGLU      func(dst, a, b []float32)
	swiGLUGrad  func(da, db, dy, a, b []float32)
	rotate      func(x, cos, sin []float32)
	adamW       func(p, g, m, v []float32, s AdamW)
}

// implementations holds what this machine can run, slowest first.
var implementations = append([]*implementation{&generic}, native()...)

// active is the implementation in use.
var active = implementations[len(implementations)-1]

// Implementations returns the names of the implementations this machine can run, slowest first.
func Implementations() []string {
	names := make([]string, len(implementations))
	for i, im := range implementations {
		names[i] = im.name
	}
	return names
}

// Implementation returns the name of the implementation in use: at the start, the fastest.
func Implementation() string { return active.name }

// known holds the name of every implementation and what it needs.
var known = []struct{ name, needs string }{
	{"generic", "nothing"}, {"avx2", "amd64 with AVX2, FMA and BMI2"}, {"avx512", "amd64 with AVX-512 F and DQ"}, {"neon", "arm64"},
}

// Use selects an implementation by name. It must not be called while an operation runs.
func Use(name string) error {
	for _, im := range implementations {
		if im.name == name {
			active = im
			return nil
		}
	}
	here := strings.Join(Implementations(), ", ")
	var names []string
	for _, k := range known {
		if k.name == name {
			return fmt.Errorf("kernel implementation %q needs %s; this program has %s on this machine", name, k.needs, here)
		}
		names = append(names, k.name)
	}
	return fmt.Errorf("unknown kernel implementation %q, want one of %s; this program has %s on this machine",
		name, strings.Join(names, ", "), here)
}

var generic = implementation{
	name: "generic", rows: 4, cols: 16,
	tile: tileGeneric, rowStep: rowStepGeneric, pack: packGeneric, transpose: transposeGeneric,
	int8Rows: 4, int8Panel: int8PanelGeneric,
	dot: dotGeneric, dot3: dot3Generic, max: maxGeneric, maxAbs: maxAbsGeneric, expSum: expSumGeneric,
	add: addGeneric, mul: mulGeneric, scale: scaleGeneric, addScaled: addScaledGeneric,
	scaleMul: scaleMulGeneric, normGrad: normGradGeneric, mulAdd: mulAddGeneric,
	softmaxGrad: softmaxGradGeneric, swiGLU: swiGLUGeneric, swiGLUGrad: swiGLUGradGeneric,
	rotate: rotateGeneric, adamW: adamWGeneric,
}

// sameLength panics unless every slice has n elements.
func sameLength(op string, n int, slices ...[]float32) {
	for i, s := range slices {
		if len(s) != n {
			panic(fmt.Sprintf("kernel: %s: operand %d has %d elements, want %d", op, i+2, len(s), n))
		}
	}
}
