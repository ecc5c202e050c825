package main

import "strings"

const (
	lanes = 16 // elements of one round of a loop, four vectors
	width = 4  // elements of a vector
)

// loop is a function over slices of one length, element by element. Rounds of four vectors are followed by single
// vectors and by what remains, one to three elements.
type loop struct {
	*function
	slices []reg
	n      reg
	sums   []vec // the lanes of a reduction, or none
}

// cell is up to one vector of a round.
type cell struct {
	*loop
	j     int // its place in the round
	count int // its elements; the others read as zero and are not written
}

// newLoop begins the function name(slices []float32, parameters) result.
func newLoop(f *file, name, slices, parameters, result string) *loop {
	all := slices + " []float32"
	if parameters != "" {
		all += "; " + parameters
	}
	l := &loop{function: f.function(name+"NEON", "computes what its twin in Go specifies.", all, result)}
	for i, s := range strings.Split(slices, ", ") {
		l.slices = append(l.slices, l.base(s))
		if i == 0 {
			l.n = l.length(s)
		}
	}
	return l
}

// reduce adds the lanes of a reduction, each a copy of first.
func (l *loop) reduce(first vec) {
	for range lanes / width {
		l.sums = append(l.sums, l.copy(first))
	}
}

// run generates the rounds. Single vectors go to the first lanes, and the lanes move up behind them: only who meets
// whom in fold matters, which that leaves alone.
func (l *loop) run(body func(c cell)) {
	l.label("round")
	l.op("CMP $%d, %v", lanes, l.n)
	l.branch("BLT", "single")
	for j := range lanes / width {
		l.scratch(func() { body(cell{l, j, width}) })
	}
	l.advance(lanes)
	l.branch("B", "round")
	l.label("single")
	l.op("CMP $%d, %v", width, l.n)
	l.branch("BLT", "rest")
	l.scratch(func() { body(cell{l, 0, width}) })
	l.advance(width)
	l.rotate()
	l.branch("B", "single")
	l.label("rest")
	l.op("CMP $2, %v", l.n)
	l.branch("BEQ", "two")
	l.branch("BGT", "three")
	l.branch("CBZ "+l.n.String()+",", "done")
	l.scratch(func() { body(cell{l, 0, 1}) })
	l.branch("B", "done")
	l.label("two")
	l.scratch(func() { body(cell{l, 0, 2}) })
	l.branch("B", "done")
	l.label("three")
	l.scratch(func() { body(cell{l, 0, 3}) })
	l.label("done")
}

// advance moves past n elements.
func (l *loop) advance(n int) {
	for _, s := range l.slices {
		l.op("ADD $%d, %v", 4*n, s)
	}
	l.op("SUB $%d, %v", n, l.n)
}

// rotate moves each vector of lanes one place down, the first to the end.
func (l *loop) rotate() {
	if l.sums == nil {
		return
	}
	l.scratch(func() {
		first := l.copy(l.sums[0])
		for i, v := range l.sums[1:] {
			l.move(v, l.sums[i])
		}
		l.move(first, l.sums[len(l.sums)-1])
	})
}

// load reads the cell's elements of a slice.
func (c cell) load(slice int) vec {
	v := c.vector()
	s := c.slices[slice]
	switch c.count {
	case 1:
		c.op("FMOVS (%v), %s", s, v.scalar())
	case 2, 3:
		c.op("FMOVD (%v), %s", s, v.scalar())
	default:
		c.op("FMOVQ %d(%v), %s", 16*c.j, s, v.scalar())
	}
	if c.count == 3 {
		c.third(s, func(at reg) { c.op("VLD1 (%v), %v.S[2]", at, v) })
	}
	return v
}

// store writes the cell's elements of a slice.
func (c cell) store(slice int, v vec) {
	s := c.slices[slice]
	switch c.count {
	case 1:
		c.op("FMOVS %s, (%v)", v.scalar(), s)
	case 2, 3:
		c.op("FMOVD %s, (%v)", v.scalar(), s)
	default:
		c.op("FMOVQ %s, %d(%v)", v.scalar(), 16*c.j, s)
	}
	if c.count == 3 {
		c.third(s, func(at reg) { c.op("VST1 %v.S[2], (%v)", v, at) })
	}
}

// third runs move with the address of the third element.
func (c cell) third(s reg, move func(at reg)) {
	c.scratch(func() {
		at := c.general()
		c.op("ADD $8, %v, %v", s, at)
		move(at)
	})
}

// fill sets the elements of v that are not the cell's to those of other.
func (c cell) fill(v, other vec) {
	for i := c.count; i < width; i++ {
		c.op("VMOV %v.S[%d], %v.S[%d]", other, i, v, i)
	}
}

// fold combines the lanes as a tree of width 8, 4, 2, 1 and returns the result in the first element.
func (l *loop) fold(combine func(y, x vec)) vec {
	s, t := l.sums, l.vector()
	combine(s[2], s[0])
	combine(s[3], s[1])
	combine(s[1], s[0])
	l.op("VEXT $8, %v.B16, %v.B16, %v.B16", s[0], s[0], t)
	combine(t, s[0])
	l.op("VDUP %v.S[1], %v.S4", s[0], t)
	combine(t, s[0])
	return s[0]
}

// sum folds by addition and returns from the function; see fold in package kernel for the last addition.
func (l *loop) sum() {
	l.positive(l.fold(func(y, x vec) { l.add(x, y, x) }))
}

// positive returns the first element of x from the function, a zero with the sign of plus.
func (l *loop) positive(x vec) {
	l.add(x, l.zero(), x)
	l.result(x)
}

// result returns the first element of x from the function.
func (l *loop) result(x vec) {
	l.op("FMOVS %s, ret+%d(FP)", x.scalar(), l.offsets["ret"])
	l.op("RET")
}
