package generate

import (
	"math"
	"strings"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/gotypes"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// lanes is the number of elements of one round of a loop: one vector of AVX-512, two of AVX2.
const lanes = 16

// loop is a function over slices of one length, element by element.
type loop struct {
	is        isa
	slices    []GPVirtual
	scalars   []VecVirtual
	n         GPVirtual
	constants map[string]Op
}

// cell is one vector of a round. Past the end of the slices m is set: elements read as zero and are not written.
type cell struct {
	*loop
	j int
	m *masks
}

// newLoop begins the function name(slices []float32, scalars float32) result.
func newLoop(is isa, name, slices, scalars, result string) *loop {
	parameters := ""
	if scalars != "" {
		parameters = scalars + " float32"
	}
	l := newLoopWith(is, name, slices, parameters, result)
	if scalars != "" {
		for _, s := range strings.Split(scalars, ", ") {
			l.scalars = append(l.scalars, l.broadcast(s))
		}
	}
	return l
}

// newLoopWith begins the function name(slices []float32, parameters) result.
func newLoopWith(is isa, name, slices, parameters, result string) *loop {
	TEXT(name+is.name, NOSPLIT, "func("+slices+" []float32, "+parameters+") "+result)
	Pragma("noescape")
	Doc(name + is.name + " computes what its twin in Go specifies.")
	l := &loop{is: is, constants: map[string]Op{}}
	for i, s := range strings.Split(slices, ", ") {
		l.slices = append(l.slices, base(s))
		if i == 0 {
			l.n = Load(Param(s).Len(), GP64()).(GPVirtual)
		}
	}
	return l
}

// table returns what reads each of the n float32 that a parameter points to, into a vector that must not be
// written: one kept in a register with AVX-512, a fresh one otherwise.
func (l *loop) table(address Component, n int) []func() VecVirtual {
	at := Load(address, GP64())
	read := make([]func() VecVirtual, n)
	for i := range read {
		fresh := func() VecVirtual {
			v := l.is.vector()
			VBROADCASTSS(Mem{Base: at, Disp: 4 * i}, v)
			return v
		}
		read[i] = fresh
		if l.is.width == 16 {
			v := fresh()
			read[i] = func() VecVirtual { return v }
		}
	}
	return read
}

// broadcast fills a vector with a parameter.
func (l *loop) broadcast(name string) VecVirtual {
	at, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	v := l.is.vector()
	VBROADCASTSS(at.Addr, v)
	return v
}

// constant returns a vector of one value: in a register with AVX-512, which has many, else in memory. Name
// every constant before run, or the first round would load it.
func (l *loop) constant(name string, bits uint32) Op {
	if op, ok := l.constants[name]; ok {
		return op
	}
	m := constantMem(name, bits)
	var op Op = m
	if l.is.width == 16 {
		v := ZMM()
		VMOVUPS(m, v)
		op = v
	}
	l.constants[name] = op
	return op
}

func (l *loop) float(name string, x float64) Op {
	return l.constant(name, math.Float32bits(float32(x)))
}

var constantMems = map[string]Mem{}

func constantMem(name string, bits uint32) Mem {
	m, ok := constantMems[name]
	if !ok {
		m = GLOBL(name, RODATA|NOPTR)
		for i := range lanes {
			DATA(i*4, U32(bits))
		}
		constantMems[name] = m
	}
	return m
}

// run generates the rounds: whole ones, then one with masks for the rest.
func (l *loop) run(body func(c cell)) {
	vectors := lanes / l.is.width
	Label("round")
	CMPQ(l.n, U8(lanes))
	JL(LabelRef("rest"))
	for j := range vectors {
		body(cell{l, j, nil})
	}
	for _, s := range l.slices {
		ADDQ(U8(lanes*4), s)
	}
	SUBQ(U8(lanes), l.n)
	JMP(LabelRef("round"))
	Label("rest")
	TESTQ(l.n, l.n)
	JZ(LabelRef("done"))
	m := newMasks(l.is, l.n, vectors)
	for j := range vectors {
		body(cell{l, j, &m})
	}
	Label("done")
}

func (c cell) at(slice int) Mem {
	return Mem{Base: c.slices[slice], Disp: c.j * c.is.bytes()}
}

func (c cell) load(slice int) VecVirtual {
	v := c.is.vector()
	if c.m != nil {
		c.m.load(c.j, c.at(slice), v)
	} else {
		VMOVUPS(c.at(slice), v)
	}
	return v
}

func (c cell) store(slice int, v VecVirtual) {
	if c.m != nil {
		c.m.store(c.j, v, c.at(slice))
	} else {
		VMOVUPS(v, c.at(slice))
	}
}

// register returns op in a register that may be overwritten.
func (c cell) register(op Op) VecVirtual {
	v := c.is.vector()
	VMOVUPS(op, v)
	return v
}

// accumulators returns the 16 lanes of a reduction, zero.
func (l *loop) accumulators() []VecVirtual {
	var a []VecVirtual
	for range lanes / l.is.width {
		a = append(a, l.is.zero())
	}
	return a
}

// fold combines the lanes as a tree of width 8, 4, 2, 1 and leaves the result in lane 0.
func (l *loop) fold(a []VecVirtual, combine func(y, x Register)) Register {
	var high Register = YMM()
	low := a[0].AsY()
	if l.is.width == 16 {
		VEXTRACTF64X4(U8(1), a[0], high)
	} else {
		high = a[1]
	}
	combine(high, low)
	half := XMM()
	VEXTRACTF128(U8(1), low, half)
	x := a[0].AsX()
	combine(half, x)
	VPSHUFD(U8(0xee), x, half)
	combine(half, x)
	VPSHUFD(U8(0x55), x, half)
	combine(half, x)
	return x
}

// sum folds by addition and returns from the function; see fold in package kernel for the last addition.
func (l *loop) sum(a []VecVirtual) {
	x := l.fold(a, func(y, x Register) { VADDPS(y, x, x) })
	l.result(x)
}

func (l *loop) result(x Register) {
	zero := XMM()
	VXORPS(zero, zero, zero)
	VADDSS(zero, x, x)
	Store(x, ReturnIndex(0))
	end()
}
