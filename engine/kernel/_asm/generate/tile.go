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
	loop := tileLoop{is: is, sums: sums, a: a, b: b, k: gp("k"), aks: aks, bs: bs}
	loop.steps()
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

// addresses reaches the rows of a matrix from one base register for every three of them.
type addresses struct {
	bases  []GPVirtual
	stride GPVirtual
}

func rowAddresses(rows int) addresses {
	r := addresses{bases: []GPVirtual{base("a")}, stride: stride("ars")}
	r.extend(rows)
	return r
}

// extend adds the bases that so many rows need.
func (r *addresses) extend(rows int) {
	for i := 3; i < rows; i += 3 {
		last, next := r.bases[len(r.bases)-1], GP64()
		LEAQ(Mem{Base: last, Index: r.stride, Scale: 2}, next)
		ADDQ(r.stride, next)
		r.bases = append(r.bases, next)
	}
}

func (r addresses) at(row int) Mem {
	m := Mem{Base: r.bases[row/3]}
	if row%3 != 0 {
		m.Index, m.Scale = r.stride, uint8(row%3)
	}
	return m
}

// tileEdge moves a tile between its registers and C.
type tileEdge struct {
	is    isa
	sums  [][]VecVirtual
	c, cs GPVirtual
}

// prefetch asks for the rows of C to the right, where the next tile begins by reading them or ends by writing them:
// those of this tile have been asked for by the one before.
func (e tileEdge) prefetch() {
	p := GP64()
	MOVQ(e.c, p)
	for i := range e.sums {
		width := len(e.sums[i]) * e.is.bytes()
		for d := 0; d < width; d += 64 {
			PREFETCHT0(Mem{Base: p, Disp: width + d})
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

// rowStep generates c[j] += a[0]*b[j] + ... + a[7]*b[7*bs+j], a chain for each j: eight steps of k of a product with
// one row. Memory is the limit, so it reads along the rows of B, where a tile would read across them.
func rowStep(is isa) {
	l := newLoopWith(is, "rowStep", "c", "a, b []float32, bs int", "")
	a := l.table(Param("a").Base(), rowSteps)
	first, bs := base("b"), stride("bs")
	b := addresses{bases: []GPVirtual{first}, stride: bs}
	b.extend(rowSteps)
	l.slices = append(l.slices, b.bases...)
	l.run(func(c cell) {
		sum := c.load(0)
		for i := range rowSteps {
			at := b.at(i)
			at.Disp = c.j * is.bytes()
			if c.m == nil {
				VFMADD231PS(at, a[i](), sum)
				continue
			}
			v := is.vector()
			c.m.load(c.j, at, v)
			VFMADD231PS(v, a[i](), sum)
		}
		c.store(0, sum)
	})
	end()
}

const rowSteps = 8
