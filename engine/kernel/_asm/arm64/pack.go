package main

// pack generates packGeneric for 1 to 16 columns. A row is moved in one, two or four pieces of one size, of which the
// later ones overlap where the row is not as wide as all of them.
func pack(f *file) {
	fn := f.function("packNEON", "copies k rows of 1 to 16 columns.", "k, cols int; src []float32; ss int; dst []float32; ds int", "")
	k, cols := fn.parameter("k"), fn.parameter("cols")
	src, ss, dst, ds := fn.base("src"), fn.stride("ss"), fn.base("dst"), fn.stride("ds")
	last := fn.general() // the distance of the last piece
	fn.branch("CBZ "+k.String()+",", "done")
	fn.op("LSL $2, %v, %v", cols, last)
	for _, p := range []struct {
		label       string
		least       int // columns
		otherwise   string
		size        int
		instruction string
		pieces      int
	}{
		{"wide", 9, "half", 16, "FMOVQ", 4},
		{"half", 4, "pair", 16, "FMOVQ", 2},
		{"pair", 2, "one", 8, "FMOVD", 2},
		{"one", 1, "", 4, "FMOVS", 1},
	} {
		fn.label(p.label)
		if p.least > 1 {
			fn.op("CMP $%d, %v", p.least, cols)
			fn.branch("BLT", p.otherwise)
		}
		fn.op("SUB $%d, %v", p.size, last)
		fn.label(p.label + "_row")
		fn.scratch(func() { packRow(fn, p.instruction, p.pieces, last, src, dst) })
		fn.op("ADD %v, %v", ss, src)
		fn.op("ADD %v, %v", ds, dst)
		fn.op("SUBS $1, %v", k)
		fn.branch("BNE", p.label+"_row")
		fn.op("RET")
	}
	fn.label("done")
	fn.op("RET")
}

// packRow moves one row. All of it is read before it is written.
func packRow(fn *function, instruction string, pieces int, last, src, dst reg) {
	from, to := fn.general(), fn.general()
	if pieces > 1 {
		fn.op("ADD %v, %v, %v", last, src, from)
		fn.op("ADD %v, %v, %v", last, dst, to)
	}
	type piece struct {
		distance     int
		source, dest reg
	}
	moves := map[int][]piece{
		1: {{0, src, dst}},
		2: {{0, src, dst}, {0, from, to}},
		4: {{0, src, dst}, {16, src, dst}, {-16, from, to}, {0, from, to}},
	}[pieces]
	for i, m := range moves {
		fn.op("%s %d(%v), F%d", instruction, m.distance, m.source, i)
	}
	for i, m := range moves {
		fn.op("%s F%d, %d(%v)", instruction, i, m.distance, m.dest)
	}
}

// transpose generates the transposition of squares of four by four.
func transpose(f *file) {
	fn := f.function("transposeNEON", "transposes blocks of four by four, side by side in src and one below the other in dst.",
		"blocks int; src []float32; ss int; dst []float32; ds int", "")
	blocks, src, ss, dst, ds := fn.parameter("blocks"), fn.base("src"), fn.stride("ss"), fn.base("dst"), fn.stride("ds")
	from := fn.general()
	zip := func(half int, x, y vec) vec {
		z := fn.vector()
		fn.op("VZIP%d %v.S4, %v.S4, %v.S4", half, y, x, z)
		return z
	}
	fn.label("block")
	fn.op("MOVD %v, %v", src, from)
	var row [width]vec
	for i := range row {
		row[i] = fn.vector()
		fn.op("FMOVQ (%v), %s", from, row[i].scalar())
		fn.op("ADD %v, %v", ss, from)
	}
	for half := 1; half <= 2; half++ { // of every row
		even, odd := zip(half, row[0], row[2]), zip(half, row[1], row[3])
		for column := 1; column <= 2; column++ {
			fn.op("FMOVQ %s, (%v)", zip(column, even, odd).scalar(), dst)
			fn.op("ADD %v, %v", ds, dst)
		}
	}
	fn.op("ADD $%d, %v", 4*width, src)
	fn.op("SUBS $1, %v", blocks)
	fn.branch("BNE", "block")
	fn.op("RET")
}
