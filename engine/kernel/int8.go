package kernel

import (
	"math"
)

// Int8Group is the number of inputs that share a scale, in a weight matrix as in a row that is multiplied with it.
const Int8Group = 64

const (
	int8Width  = 16 // outputs of a panel
	int8Step   = 4  // inputs that are multiplied and summed by one instruction
	int8Stripe = 16 // inputs are filled up to a multiple of it with zeros
	int8Most   = 127
	int8Shift  = 128 // added to a weight to make it a byte without sign

	// Below, a group counts as zero: the reciprocal of its scale would not be finite.
	int8Least = 0x1p-100
)

// Int8 is a weight matrix [out, in] in 8 bits. The weights of an output are cut into groups of [Int8Group] inputs, and
// each is round(w/s) with s = max|w|/127 of its group: symmetric, as zero stays zero.
//
// It is held in panels of 16 outputs, [panel][in/4][16][4], which a product reads once, from front to back. A weight is
// stored with 128 added: the instruction that sums four products at once takes one factor without a sign.
type Int8 struct {
	out, in int
	depth   int       // in, filled up
	groups  int       // of each output
	weights []uint8   // [panels][depth/4][16][4]
	scales  []float32 // [panels][groups][16]
}

// NewInt8 quantizes a matrix of finite numbers.
func NewInt8(t *Team, w *Rows) *Int8 {
	out, in := w.out, w.in
	m := &Int8{out: out, in: in, depth: ceil(in, int8Stripe) * int8Stripe, groups: ceil(in, Int8Group)}
	panels := ceil(out, int8Width)
	m.weights = bytesOf(Floats(panels * m.depth * int8Width / 4))
	m.scales = Floats(panels * m.groups * int8Width)
	t.Do(panels, func(_, p int) {
		panel := m.weights[p*m.depth*int8Width:][:m.depth*int8Width]
		for i := range panel {
			panel[i] = int8Shift
		}
		for j := range min(int8Width, out-p*int8Width) {
			row := w.row(p*int8Width + j)
			for g := range m.groups {
				lo, hi := g*Int8Group, min((g+1)*Int8Group, in)
				scale, inverse := int8Scale(row[lo:hi])
				m.scales[(p*m.groups+g)*int8Width+j] = scale
				for q := lo; q < hi; q++ {
					panel[(q/int8Step*int8Width+j)*int8Step+q%int8Step] = uint8(int8Round(row[q], inverse) + int8Shift)
				}
			}
		}
	})
	return m
}

// Bytes returns the memory of m, which a product with one row reads.
func (m *Int8) Bytes() int { return len(m.weights) + 4*len(m.scales) }

// int8Scale returns the scale of a group and what its elements are multiplied with: 127 over the largest magnitude.
func int8Scale(group []float32) (scale, inverse float32) {
	most := active.maxAbs(group)
	switch {
	case most < int8Least:
		return 0, 0
	case most <= math.MaxFloat32:
		return most / int8Most, int8Most / most
	}
	return float32(math.NaN()), 0
}

// int8Round returns x*inverse, of magnitude at most 127, rounded to the nearest integer, ties to even. The number added
// is so large that the last bit of the sum stands for one, so that the low bits are the integer.
func int8Round(x, inverse float32) int32 {
	const large = 3 << 22
	if inverse == 0 { // x may be infinite
		return 0
	}
	return int32(math.Float32bits(float32(float32(x*inverse)+large))) - int32(math.Float32bits(large))
}

// Int8Workspace is the memory of products with 8-bit weights. The zero value is ready.
type Int8Workspace struct {
	rows   int // of a tile
	blocks int // of rows
	x      []int8
	scales []float32
	shifts []int32
	tiles  []float32 // one for each worker

	// The product at hand.
	im         *implementation
	w          *Int8
	m          int
	a, c       []float32
	lda, ldc   int
	accumulate bool
	perTask    int // panels
	quantize   func(worker, i int)
	multiply   func(worker, i int)
}

// GemmInt8 computes C = A·Wᵀ, or C += A·Wᵀ with accumulate, of m rows A, [m, in], lda elements apart, with C, [m, out],
// ldc apart. Each row of A is quantized as the weights are, in groups of the same inputs. With p the sum of a group's
// products, an integer that is exact in whatever order it is added up, an element is
//
//	s = fma(p, round(scale of w * scale of a), s)   for each group in order, from 0
//
// and C becomes s, or C + s. A group with an element that is not finite makes its row NaN.
func (t *Team) GemmInt8(ws *Int8Workspace, m int, a []float32, lda int, w *Int8, c []float32, ldc int, accumulate bool) {
	checkMatrix("A", false, m, w.in, a, lda)
	checkMatrix("C", false, m, w.out, c, ldc)
	if m <= 0 || w.out == 0 {
		return
	}
	ws.im, ws.w, ws.m, ws.a, ws.lda, ws.c, ws.ldc, ws.accumulate = active, w, m, a, lda, c, ldc, accumulate
	ws.blocks = ceil(m, active.int8Rows)
	ws.rows = ceil(m, ws.blocks)
	ws.blocks = ceil(m, ws.rows)
	ws.x = grow(ws.x, m*w.depth)
	ws.scales = grow(ws.scales, m*w.groups)
	ws.shifts = grow(ws.shifts, m*w.groups)
	ws.tiles = grow(ws.tiles, t.workers*int8Tile)
	if ws.quantize == nil {
		ws.quantize, ws.multiply = ws.quantizeBlock, ws.multiplyPanels
	}
	panels := ceil(w.out, int8Width)
	ws.perTask = panels
	if m*w.out*w.in >= 4*smallProduct {
		ws.perTask = max(8*panelTask/(m*w.in*int8Width), 1)
	}
	if m*w.in < smallProduct {
		for b := range ws.blocks {
			ws.quantizeBlock(0, b)
		}
	} else {
		t.Do(ws.blocks, ws.quantize)
	}
	t.Do(ceil(panels, ws.perTask), ws.multiply)
}

// int8Tile is the size of what a tile gives, of the most rows.
const int8Tile = int8Width * 12

// block returns the rows of block b.
func (ws *Int8Workspace) block(b int) (lo, rows int) {
	lo = b * ws.rows
	return lo, min(ws.rows, ws.m-lo)
}

// quantizeBlock quantizes a block of rows of A: x is [in/4][rows][4]; scales, and shifts by which the sums differ
// because weights have 128 added, are [groups][rows].
func (ws *Int8Workspace) quantizeBlock(_, b int) {
	lo, rows := ws.block(b)
	depth, groups := ws.w.depth, ws.w.groups
	x := ws.x[lo*depth:][:rows*depth]
	scales, shifts := ws.scales[lo*groups:], ws.shifts[lo*groups:]
	for r := range rows {
		row := ws.a[(lo+r)*ws.lda:][:ws.w.in]
		for g := range groups {
			part := row[g*Int8Group : min((g+1)*Int8Group, len(row))]
			scale, inverse := int8Scale(part)
			sum := int32(0)
			for q, v := range part {
				n := int8Round(v, inverse)
				sum += n
				q += g * Int8Group
				x[(q/int8Step*rows+r)*int8Step+q%int8Step] = int8(n)
			}
			scales[g*rows+r], shifts[g*rows+r] = scale, -int8Shift*sum
		}
		for q := len(row); q < depth; q++ {
			x[(q/int8Step*rows+r)*int8Step+q%int8Step] = 0
		}
	}
}

// multiplyPanels computes the columns of C of some panels.
func (ws *Int8Workspace) multiplyPanels(worker, i int) {
	w := ws.w
	tile := ws.tiles[worker*int8Tile:][:int8Tile]
	for p := i * ws.perTask; p < min((i+1)*ws.perTask, ceil(w.out, int8Width)); p++ {
		weights := w.weights[p*w.depth*int8Width:][:w.depth*int8Width]
		scales := w.scales[p*w.groups*int8Width:][:w.groups*int8Width]
		cols := min(int8Width, w.out-p*int8Width)
		for b := range ws.blocks {
			lo, rows := ws.block(b)
			ws.im.int8Panel(rows, w.depth, tile, ws.x[lo*w.depth:], ws.scales[lo*w.groups:], ws.shifts[lo*w.groups:], weights, scales)
			for r := range rows {
				c := ws.c[(lo+r)*ws.ldc+p*int8Width:][:cols]
				s := tile[r*int8Width:][:cols]
				if !ws.accumulate {
					copy(c, s)
					continue
				}
				for j := range c {
					c[j] += s[j]
				}
			}
		}
	}
}

// int8PanelGeneric computes a tile [rows, 16] of a product: x, scales and shifts as quantizeBlock leaves them, weights
// and their scales those of one panel.
func int8PanelGeneric(rows, depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32) {
	clear(tile[:rows*int8Width])
	for g := 0; g*Int8Group < depth; g++ {
		lo, hi := g*Int8Group, min((g+1)*Int8Group, depth)
		for r := range rows {
			for j := range int8Width {
				p := shifts[g*rows+r]
				for q := lo; q < hi; q++ {
					p += int32(weights[(q/int8Step*int8Width+j)*int8Step+q%int8Step]) * int32(x[(q/int8Step*rows+r)*int8Step+q%int8Step])
				}
				at := r*int8Width + j
				tile[at] = fma32(float32(p), float32(ws[g*int8Width+j]*scales[g*rows+r]), tile[at])
			}
		}
	}
}
