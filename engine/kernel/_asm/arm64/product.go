package main

import "fmt"

// tileRows is the height of the tallest tile. At 16 columns its sums fill 24 of the 32 registers; four hold a row of
// B and four elements of A. So a step of k is 24 multiply-adds of four elements for 7 loads.
const tileRows = 6

// tile generates tiles of 1 to tileRows rows of so many vectors: for each step of k, the vectors of B times each
// element of A. See tileGeneric.
func tile(f *file, vectors int) {
	fn := f.function(fmt.Sprintf("tile%dNEON", vectors*width), fmt.Sprintf("computes up to %d rows of %d columns.", tileRows, vectors*width),
		"rows, k int; a []float32; ars, aks int; b []float32; bs int; c []float32; cs int; accumulate bool", "")
	t := tiling{function: fn, vectors: vectors, k: fn.parameter("k"), b: fn.base("b"), bs: fn.stride("bs"), c: fn.base("c"), cs: fn.stride("cs"),
		ars: fn.stride("ars"), aks: fn.stride("aks")}
	t.accumulate = fn.general()
	fn.op("MOVBU accumulate+%d(FP), %v", fn.offsets["accumulate"], t.accumulate)
	rows := fn.parameter("rows")
	for i := 1; i < tileRows; i++ {
		fn.op("CMP $%d, %v", i, rows)
		fn.branch("BEQ", fmt.Sprintf("rows%d_begin", i))
	}
	for i := tileRows; i >= 1; i-- {
		fn.labels = fmt.Sprintf("rows%d_", i)
		fn.scratch(func() { t.rows(i) })
	}
}

// tiling holds the parameters of a tile, distances in bytes.
type tiling struct {
	*function
	vectors                               int
	k, b, bs, c, cs, ars, aks, accumulate reg
}

// rows generates the tile of so many rows.
func (t tiling) rows(rows int) {
	if rows < tileRows {
		t.label("begin")
	}
	sums := make([][]vec, rows)
	for i := range sums {
		for range t.vectors {
			sums[i] = append(sums[i], t.vector())
		}
	}
	t.branch("CBNZ "+t.accumulate.String()+",", "load")
	for _, row := range sums {
		for _, v := range row {
			t.clear(v)
		}
	}
	t.branch("B", "start")
	t.label("load")
	t.each(sums, func(v vec, at string) { t.op("FMOVQ %s, %s", at, v.scalar()) })
	t.label("start")
	t.branch("CBZ "+t.k.String()+",", "store")
	t.steps(sums)
	t.label("store")
	t.each(sums, func(v vec, at string) { t.op("FMOVQ %s, %s", v.scalar(), at) })
	t.op("RET")
}

// steps generates the loop over k.
func (t tiling) steps(sums [][]vec) {
	row := make([]reg, len(sums)) // the rows of A, all read at the same distance from their begin
	row[0] = t.base("a")
	for i := 1; i < len(row); i++ {
		row[i] = t.general()
		t.op("ADD %v, %v, %v", t.ars, row[i-1], row[i])
	}
	step := t.general()
	t.op("MOVD ZR, %v", step)
	b, list := make([]vec, t.vectors), ""
	for j := range b {
		b[j] = t.vector()
		if j > 0 {
			list += ", "
		}
		list += b[j].String() + ".S4"
	}
	a := make([]vec, min(len(sums), 4))
	for i := range a {
		a[i] = t.vector()
	}
	load := func(i int) { t.op("FMOVS (%v)(%v), %s", row[i], step, a[i%len(a)].scalar()) }
	t.label("step")
	t.op("VLD1.P (%v)(%v), [%s]", t.b, t.bs, list)
	for i := range a {
		load(i)
	}
	for i := range sums {
		for j := range b {
			t.fmaLane(b[j], a[i%len(a)], 0, sums[i][j])
		}
		if i+len(a) < len(sums) {
			load(i + len(a))
		}
	}
	t.op("ADD %v, %v", t.aks, step)
	t.op("SUBS $1, %v", t.k)
	t.branch("BNE", "step")
}

// each visits every vector of the tile with its place in C.
func (t tiling) each(sums [][]vec, visit func(v vec, at string)) {
	t.scratch(func() {
		p := t.general()
		t.op("MOVD %v, %v", t.c, p)
		for i, row := range sums {
			for j, v := range row {
				visit(v, fmt.Sprintf("%d(%v)", 16*j, p))
			}
			if i+1 < len(sums) {
				t.op("ADD %v, %v", t.cs, p)
			}
		}
	})
}

const rowSteps = 8

// rowStep generates c[j] += a[0]*b[j] + ... + a[7]*b[7*bs+j], a chain for each j: eight steps of k of a product with
// one row. Memory is the limit, so it reads along the rows of B, where a tile would read across them.
func rowStep(f *file) {
	l := &loop{function: f.function("rowStepNEON", "computes what its twin in Go specifies.", "c, a, b []float32; bs int", "")}
	l.slices = append(l.slices, l.base("c"))
	l.n = l.length("c")
	var a [rowSteps / width]vec
	l.scratch(func() {
		at := l.base("a")
		for i := range a {
			a[i] = vec(i)
			l.op("FMOVQ %d(%v), %s", 16*i, at, a[i].scalar())
		}
	})
	l.vecs = len(a)
	l.slices = append(l.slices, l.base("b"))
	bs := l.stride("bs")
	for i := 1; i < rowSteps; i++ {
		next := l.general()
		l.op("ADD %v, %v, %v", bs, l.slices[i], next)
		l.slices = append(l.slices, next)
	}
	l.run(func(c cell) {
		sum := c.load(0)
		for i := range rowSteps {
			c.scratch(func() { c.fmaLane(c.load(1+i), a[i/width], i%width, sum) })
		}
		c.store(0, sum)
	})
	l.op("RET")
}
