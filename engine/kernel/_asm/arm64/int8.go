package main

import "fmt"

// Of products with 8-bit weights, what package kernel says of them.
const (
	int8StepBytes = 64 // weights of four inputs of 16 outputs
	int8PerGroup  = 16 // steps of a group
)

// int8Row generates one row of int8PanelGeneric. Weights lose the 128 that was added to them, so that both factors have
// a sign and their sums need no shift. Every processor has the products that widen; the dot products of later ones
// would be faster. Two products, of at most 127 times 127 each, fit 16 bits, and are then added up in 32.
func int8Row(f *file) {
	fn := f.function("int8RowNEON", "computes a row of a panel of 8-bit weights, of so many rows that lie together.",
		"depth, rows int; tile []float32; x []int8; scales []float32; weights []uint8; ws []float32", "")
	depth, apart := fn.parameter("depth"), fn.parameter("rows")
	fn.op("LSR $2, %v, %v", depth, depth) // steps left
	fn.op("LSL $2, %v, %v", apart, apart)
	x, scales, weights, factors := fn.base("x"), fn.base("scales"), fn.base("weights"), fn.base("ws")
	result, sums := make([]vec, 4), make([]vec, 8)
	for i := range result {
		result[i] = fn.zero()
	}
	for i := range sums {
		sums[i] = fn.vector()
	}
	sign := fn.vector()
	fn.op("VMOVI $128, %v.B16", sign)
	steps := fn.general()
	fn.label("group")
	for _, v := range sums {
		fn.clear(v)
	}
	fn.op("MOVD $%d, %v", int8PerGroup, steps)
	fn.op("CMP %v, %v", steps, depth)
	fn.op("CSEL LT, %v, %v, %v", depth, steps, steps)
	fn.op("SUB %v, %v", steps, depth)
	fn.label("step")
	fn.scratch(func() { int8Steps(fn, x, apart, weights, sign, sums) })
	fn.op("SUBS $2, %v", steps)
	fn.branch("BNE", "step")
	fn.scratch(func() { int8Group(fn, scales, apart, factors, sums, result) })
	fn.branch(fmt.Sprintf("CBNZ %v,", depth), "group")
	tile := fn.base("tile")
	for i, v := range result {
		fn.op("FMOVQ %s, %d(%v)", v.scalar(), 16*i, tile)
	}
	fn.op("RET")
}

// int8Steps generates two steps: eight inputs.
func int8Steps(fn *function, x, apart reg, weights reg, sign vec, sums []vec) {
	var inputs [2]vec
	var w [2][4]vec
	four := fn.general()
	for s := range inputs {
		inputs[s] = fn.vector()
		fn.op("MOVWU (%v), %v", x, four)
		fn.op("ADD %v, %v", apart, x)
		fn.op("VDUP %v, %v.S4", four, inputs[s])
	}
	for s := range w {
		for i := range w[s] {
			w[s][i] = fn.vector()
		}
		fn.op("VLD1.P %d(%v), [%v.B16, %v.B16, %v.B16, %v.B16]", int8StepBytes, weights, w[s][0], w[s][1], w[s][2], w[s][3])
		for _, v := range w[s] {
			fn.op("VEOR %v.B16, %v.B16, %v.B16", sign, v, v)
		}
	}
	products := [2]vec{fn.vector(), fn.vector()}
	for i := range w[0] {
		for half, p := range products {
			fn.multiplyBytes(half, w[0][i], inputs[0], p)
			fn.multiplyAddBytes(half, w[1][i], inputs[1], p)
			fn.addPairs(p, sums[2*i+half])
		}
	}
}

// int8Group generates the end of a group: its sums, times their scale, are added to the result.
func int8Group(fn *function, scales, apart, factors reg, sums, result []vec) {
	scale, factor := fn.vector(), fn.vector()
	fn.op("FMOVS (%v), %s", scales, scale.scalar())
	fn.op("ADD %v, %v", apart, scales)
	fn.op("VDUP %v.S[0], %v.S4", scale, scale)
	for i := range result {
		p := sums[2*i]
		fn.sumPairs(p, sums[2*i+1], p)
		fn.fromIntegers(p, p)
		fn.op("FMOVQ %d(%v), %s", 16*i, factors, factor.scalar())
		fn.mul(factor, scale, factor)
		fn.fma(p, factor, result[i])
	}
	fn.op("ADD $%d, %v", int8StepBytes, factors)
}
