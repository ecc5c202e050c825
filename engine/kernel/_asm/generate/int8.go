package generate

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// What package kernel says of products with 8-bit weights.
const (
	int8Width     = 16            // outputs of a panel
	int8StepBytes = int8Width * 4 // weights of four inputs
	int8Ahead     = 2048          // bytes of weights that are asked for before they are needed, into the next panel
	int8Unrolled  = 4             // steps for which a row is filled up
	int8PerGroup  = 64 / 4        // steps of a group
	int8RowsVNNI  = 12            // with the sums of integers and of numbers in registers
	int8RowsAVX2  = 3             // with those of integers
	int8PerVector = int8Width / 2 // outputs of a vector of AVX2
	int8Half      = int8Width * 2 // bytes of it
)

// int8Panel is what both implementations of int8PanelGeneric share.
type int8Panel struct {
	rows                               int
	tile, depth                        GPVirtual
	x, scales, shifts, weights, factor GPVirtual
	steps                              GPVirtual // left in the group
}

func newInt8Panel(name string, rows int) *int8Panel {
	TEXT(fmt.Sprintf("int8Panel%d%s", rows, name), NOSPLIT,
		"func(depth int, tile []float32, x []int8, scales []float32, shifts []int32, weights []uint8, ws []float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("int8Panel%d%s computes %[1]d rows of a panel of 8-bit weights.", rows, name))
	p := &int8Panel{rows: rows, tile: base("tile"), depth: gp("depth"), steps: GP64()}
	p.x, p.scales, p.shifts, p.weights, p.factor = base("x"), base("scales"), base("shifts"), base("weights"), base("ws")
	SHRQ(U8(2), p.depth) // steps left
	return p
}

// groups generates the loop over groups: before, then unrolled steps, then after.
func (p *int8Panel) groups(before func(), step func(s int), after func()) {
	Label("group")
	before()
	MOVQ(I32(int8PerGroup), p.steps)
	CMPQ(p.depth, p.steps)
	CMOVQLT(p.depth, p.steps)
	SUBQ(p.steps, p.depth)
	Label("step")
	for s := range int8Unrolled {
		step(s)
	}
	ADDQ(I32(int8Unrolled*int8StepBytes), p.weights)
	ADDQ(I32(int8Unrolled*4*p.rows), p.x)
	SUBQ(U8(int8Unrolled), p.steps)
	JNZ(LabelRef("step"))
	after()
	ADDQ(I32(4*p.rows), p.scales)
	ADDQ(I32(4*p.rows), p.shifts)
	ADDQ(U8(int8Width*4), p.factor)
	TESTQ(p.depth, p.depth)
	JNZ(LabelRef("group"))
}

// at is the step's four inputs of a row.
func (p *int8Panel) at(s, row int) Mem { return Mem{Base: p.x, Disp: (s*p.rows + row) * 4} }

func (p *int8Panel) weightsAt(s int) Mem { return Mem{Base: p.weights, Disp: s * int8StepBytes} }

// int8PanelVNNI sums four products at once. With few rows it keeps several sums of each, so that none has to wait for
// the one before; integers may be added in any order.
func int8PanelVNNI(rows int) {
	p := newInt8Panel("VNNI", rows)
	ways := min(int8Unrolled, max(int8RowsVNNI/rows/2, 1))
	if ways == 3 {
		ways = 2
	}
	result, sums := make([]VecVirtual, rows), make([][]VecVirtual, rows)
	for r := range rows {
		result[r] = avx512.zero()
		for range ways {
			sums[r] = append(sums[r], ZMM())
		}
	}
	p.groups(func() {
		for r := range rows {
			VPBROADCASTD(Mem{Base: p.shifts, Disp: 4 * r}, sums[r][0])
			for _, v := range sums[r][1:] {
				VPXORD(v, v, v)
			}
		}
	}, func(s int) {
		w, ahead := ZMM(), p.weightsAt(s)
		ahead.Disp += int8Ahead
		PREFETCHT0(ahead)
		VMOVDQU32(p.weightsAt(s), w)
		for r := range rows {
			dotBytes(p.at(s, r), w, sums[r][s%ways])
		}
	}, func() {
		factor := ZMM()
		VMOVUPS(Mem{Base: p.factor}, factor)
		for r := range rows {
			for n := ways; n > 1; n /= 2 {
				for i := range n / 2 {
					VPADDD(sums[r][i+n/2], sums[r][i], sums[r][i])
				}
			}
			scale, number := ZMM(), ZMM()
			VMULPS_BCST(Mem{Base: p.scales, Disp: 4 * r}, factor, scale)
			VCVTDQ2PS(sums[r][0], number)
			VFMADD231PS(scale, number, result[r])
		}
	})
	for r := range rows {
		VMOVUPS(result[r], Mem{Base: p.tile, Disp: r * int8Width * 4})
	}
	end()
}

// dotBytes adds to each lane of sum the four products of its bytes of w, without sign, with the bytes at m, with
// sign. The generator's library lacks the instruction.
func dotBytes(m Mem, w, sum VecVirtual) {
	Instruction(&ir.Instruction{
		Opcode: "VPDPBUSD", Suffixes: []string{"BCST"}, Operands: []Op{m, w, sum},
		Inputs: []Op{m, w, sum}, Outputs: []Op{sum}, ISA: []string{"AVX512F", "AVX512VNNI"},
	})
}

// int8PanelAVX2 multiplies magnitudes of weights with inputs that are given the weights' signs: two products of at
// most 127² each fit the 16 bits that the instruction sums them in, so that it never saturates.
func int8PanelAVX2(rows int) {
	p := newInt8Panel("AVX2", rows)
	sums := make([][2]VecVirtual, rows)
	for r := range rows {
		sums[r] = [2]VecVirtual{YMM(), YMM()}
		for h := range sums[r] {
			zero := avx2.zero()
			VMOVUPS(zero, p.tileAt(r, h))
		}
	}
	ones, shift := YMM(), YMM()
	VMOVDQU(constantMem("ones16", 0x00010001), ones)
	VMOVDQU(constantMem("shift8", 0x80808080), shift)
	p.groups(func() {
		for r := range rows {
			for _, v := range sums[r] {
				VPXOR(v, v, v)
			}
		}
	}, func(s int) {
		for h := range 2 {
			w, magnitude := YMM(), YMM()
			at := p.weightsAt(s)
			at.Disp += h * int8Half
			VPXOR(at, shift, w)
			VPABSB(w, magnitude)
			for r := range rows {
				x := YMM()
				VPBROADCASTD(p.at(s, r), x)
				VPSIGNB(w, x, x)
				VPMADDUBSW(x, magnitude, x)
				VPMADDWD(ones, x, x)
				VPADDD(x, sums[r][h], sums[r][h])
			}
		}
	}, func() {
		for r := range rows {
			x := YMM()
			VBROADCASTSS(Mem{Base: p.scales, Disp: 4 * r}, x)
			for h := range sums[r] {
				scale, number, result := YMM(), YMM(), YMM()
				VMULPS(Mem{Base: p.factor, Disp: h * int8PerVector * 4}, x, scale)
				VCVTDQ2PS(sums[r][h], number)
				VMOVUPS(p.tileAt(r, h), result)
				VFMADD231PS(scale, number, result)
				VMOVUPS(result, p.tileAt(r, h))
			}
		}
	})
	end()
}

func (p *int8Panel) tileAt(row, half int) Mem {
	return Mem{Base: p.tile, Disp: (row*int8Width + half*int8PerVector) * 4}
}
