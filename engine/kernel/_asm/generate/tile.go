package generate

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// tile generates a tile of rows x cols elements of a product, cols <= vectors*width, in registers: for each
// step of k, the vectors of B times each element of A. See tileGeneric.
func tile(is isa, rows, vectors int) {
	TEXT(fmt.Sprintf("tile%dx%d%s", rows, vectors*is.width, is.name), NOSPLIT,
		"func(cols, k int, a []float32, ars, aks int, b []float32, bs int, c []float32, cs int, accumulate bool)")
	Pragma("noescape")
	Doc(fmt.Sprintf("tile%dx%d%s computes %[1]d rows of up to %[2]d columns.", rows, vectors*is.width, is.name))
	a, b, c := rowAddresses(rows), base("b"), base("c")
	aks, bs, cs := stride("aks"), stride("bs"), stride("cs")
	sums := make([][]VecVirtual, rows)
	for i := range sums {
		for range vectors {
			sums[i] = append(sums[i], is.zero())
		}
	}
	edge := tileEdge{is: is, sums: sums, c: c, cs: cs}
	edge.prefetch()
	accumulate := Load(Param("accumulate"), GP8())
	TESTB(accumulate, accumulate)
	JZ(LabelRef("start"))
	edge.each("load", func(m *masks, j int, at Mem, v VecVirtual) {
		if m != nil {
			m.load(j, at, v)
		} else {
			VMOVUPS(at, v)
		}
	})
	Label("start")
	k := gp("k")
	TESTQ(k, k)
	JZ(LabelRef("done"))
	Label("step")
	bv := make([]VecVirtual, vectors)
	for j := range bv {
		bv[j] = is.vector()
		VMOVUPS(Mem{Base: b, Disp: j * is.bytes()}, bv[j])
	}
	for i := range rows {
		av := is.vector()
		VBROADCASTSS(a.at(i), av)
		for j := range bv {
			VFMADD231PS(bv[j], av, sums[i][j])
		}
	}
	a.advance(aks)
	ADDQ(bs, b)
	DECQ(k)
	JNZ(LabelRef("step"))
	Label("done")
	edge.each("store", func(m *masks, j int, at Mem, v VecVirtual) {
		if m != nil {
			m.store(j, v, at)
		} else {
			VMOVUPS(v, at)
		}
	})
	end()
}

// addresses reaches the rows of A from one base register for every three of them.
type addresses struct {
	bases  []GPVirtual
	stride GPVirtual
}

func rowAddresses(rows int) addresses {
	r := addresses{bases: []GPVirtual{base("a")}, stride: stride("ars")}
	for i := 3; i < rows; i += 3 {
		last, next := r.bases[len(r.bases)-1], GP64()
		LEAQ(Mem{Base: last, Index: r.stride, Scale: 2}, next)
		ADDQ(r.stride, next)
		r.bases = append(r.bases, next)
	}
	return r
}

func (r addresses) at(row int) Mem {
	m := Mem{Base: r.bases[row/3]}
	if row%3 != 0 {
		m.Index, m.Scale = r.stride, uint8(row%3)
	}
	return m
}

func (r addresses) advance(by GPVirtual) {
	for _, b := range r.bases {
		ADDQ(by, b)
	}
}

// tileEdge moves a tile between its registers and C.
type tileEdge struct {
	is    isa
	sums  [][]VecVirtual
	c, cs GPVirtual
}

// prefetch asks for the rows of C, which are written after the loop at the latest.
func (e tileEdge) prefetch() {
	p := GP64()
	MOVQ(e.c, p)
	for i := range e.sums {
		for d := 0; d < len(e.sums[i])*e.is.bytes(); d += 64 {
			PREFETCHT0(Mem{Base: p, Disp: d})
		}
		ADDQ(e.cs, p)
	}
}

// each visits every vector of the tile, with masks only if the tile is narrower than its registers.
func (e tileEdge) each(name string, visit func(m *masks, j int, at Mem, v VecVirtual)) {
	cols := gp("cols")
	CMPQ(cols, U8(len(e.sums[0])*e.is.width))
	JNE(LabelRef(name + "_part"))
	e.rows(func(j int, at Mem, v VecVirtual) { visit(nil, j, at, v) })
	JMP(LabelRef(name + "_end"))
	Label(name + "_part")
	m := newMasks(e.is, cols, len(e.sums[0]))
	e.rows(func(j int, at Mem, v VecVirtual) { visit(&m, j, at, v) })
	Label(name + "_end")
}

func (e tileEdge) rows(visit func(j int, at Mem, v VecVirtual)) {
	p := GP64()
	MOVQ(e.c, p)
	for i := range e.sums {
		for j, v := range e.sums[i] {
			visit(j, Mem{Base: p, Disp: j * e.is.bytes()}, v)
		}
		ADDQ(e.cs, p)
	}
}

// row generates a tile of one row that reads B where it lies: len(c) <= vectors*width, and less only for one
// vector. It is bound by memory, so it asks for B some steps ahead.
func row(is isa, vectors int) {
	TEXT(fmt.Sprintf("row%d%s", vectors*is.width, is.name), NOSPLIT,
		"func(k int, a, b []float32, bs int, c []float32, accumulate bool)")
	Pragma("noescape")
	Doc(fmt.Sprintf("row%d%s computes up to %[1]d columns of one row.", vectors*is.width, is.name))
	const ahead = 8
	a, b, c, bs, k := base("a"), base("b"), base("c"), stride("bs"), gp("k")
	cols := Load(Param("c").Len(), GP64()).(GPVirtual)
	var m masks
	load := func(j int, from Mem, v VecVirtual) { VMOVUPS(from, v) }
	if vectors == 1 {
		m = newMasks(is, cols, 1)
		load = m.load
	}
	sums := make([]VecVirtual, vectors)
	for j := range sums {
		sums[j] = is.zero()
	}
	accumulate := Load(Param("accumulate"), GP8())
	TESTB(accumulate, accumulate)
	JZ(LabelRef("start"))
	for j, v := range sums {
		load(j, Mem{Base: c, Disp: j * is.bytes()}, v)
	}
	Label("start")
	TESTQ(k, k)
	JZ(LabelRef("done"))
	far := GP64()
	MOVQ(bs, far)
	SHLQ(U8(3), far) // ahead steps
	ADDQ(b, far)
	Label("step")
	av := is.vector()
	VBROADCASTSS(Mem{Base: a}, av)
	for j, v := range sums {
		at := Mem{Base: b, Disp: j * is.bytes()}
		if j*is.bytes()%64 == 0 {
			PREFETCHT0(Mem{Base: far, Disp: j * is.bytes()})
		}
		if vectors == 1 {
			bv := is.vector()
			load(j, at, bv)
			VFMADD231PS(bv, av, v)
		} else {
			VFMADD231PS(at, av, v)
		}
	}
	ADDQ(U8(4), a)
	ADDQ(bs, b)
	ADDQ(bs, far)
	DECQ(k)
	JNZ(LabelRef("step"))
	Label("done")
	for j, v := range sums {
		at := Mem{Base: c, Disp: j * is.bytes()}
		if vectors == 1 {
			m.store(j, v, at)
		} else {
			VMOVUPS(v, at)
		}
	}
	end()
}
