package main

import (
	"fmt"
	"math"
	"strings"
)

// file collects the functions and their declarations.
type file struct{ text, stubs strings.Builder }

// function is a function being written. Registers are handed out in order and taken back together, see scratch.
type function struct {
	*file
	offsets map[string]int // of the parameters in the frame of the caller
	vecs    int            // vector registers in use
	regs    int            // general registers in use
	labels  string         // prefix of its labels
}

// vec is a vector register of four float32, reg a general register.
type (
	vec int
	reg int
)

func (v vec) String() string { return fmt.Sprintf("V%d", int(v)) }
func (r reg) String() string { return fmt.Sprintf("R%d", int(r)) }

// scalar is the name of v where one element of it, or all as one, are moved.
func (v vec) scalar() string { return fmt.Sprintf("F%d", int(v)) }

// sizes of the types of parameters; a slice has parts.
var sizes = map[string]int{"int": 8, "[]float32": 24, "[]int8": 24, "[]uint8": 24, "*[10]float32": 8, "float32": 4, "bool": 1}

// function begins name(parameters) result, parameters written "a, b []float32; n int".
func (f *file) function(name, doc, parameters, result string) *function {
	fn := &function{file: f, offsets: map[string]int{}}
	at := 0
	place := func(name, kind string) {
		size := sizes[kind]
		align := min(size, 8)
		at = (at + align - 1) / align * align
		fn.offsets[name] = at
		at += size
	}
	for _, group := range strings.Split(parameters, "; ") {
		names, kind := group[:strings.LastIndex(group, " ")], group[strings.LastIndex(group, " ")+1:]
		for _, n := range strings.Split(names, ", ") {
			place(n, kind)
		}
	}
	if result != "" {
		at = (at + 7) / 8 * 8
		place("ret", result)
	}
	fmt.Fprintf(&f.stubs, "\n// %s %s\n//\n//go:noescape\n", name, doc)
	fmt.Fprintf(&f.stubs, "func %s\n", strings.TrimSpace(name+"("+strings.ReplaceAll(parameters, ";", ",")+") "+result))
	fmt.Fprintf(&f.text, "\n// func %s\n", strings.TrimSpace(name+"("+strings.ReplaceAll(parameters, ";", ",")+") "+result))
	fmt.Fprintf(&f.text, "TEXT ·%s(SB), NOSPLIT, $0-%d\n", name, at)
	return fn
}

// op writes one instruction.
func (f *function) op(format string, operands ...any) {
	fmt.Fprintf(&f.text, "\t"+format+"\n", operands...)
}

// label writes a label, unique in the function after the prefix.
func (f *function) label(name string) { fmt.Fprintf(&f.text, "\n%s%s:\n", f.labels, name) }

// branch jumps to a label by the instruction given, with its operands before the label.
func (f *function) branch(instruction, name string) { f.op("%s %s%s", instruction, f.labels, name) }

// vector returns a register that is not in use.
func (f *function) vector() vec {
	if f.vecs == 32 {
		panic("more than 32 vector registers")
	}
	f.vecs++
	return vec(f.vecs - 1)
}

// general returns a general register that is not in use and that Go leaves to assembly.
func (f *function) general() reg {
	r := f.regs
	if r >= 18 { // the platform's
		r++
	}
	if r > 26 { // the assembler's, Go's and the stack's
		panic("more general registers than there are")
	}
	f.regs++
	return reg(r)
}

// scratch runs body and takes back the registers it was handed.
func (f *function) scratch(body func()) {
	vecs, regs := f.vecs, f.regs
	body()
	f.vecs, f.regs = vecs, regs
}

// parameter loads 8 bytes, the first of them if the parameter has more: the address of a slice.
func (f *function) parameter(name string) reg {
	r := f.general()
	f.reload(name, r)
	return r
}

// reload loads a parameter into r.
func (f *function) reload(name string, r reg) {
	at, ok := f.offsets[name]
	if !ok {
		panic("no parameter " + name)
	}
	f.op("MOVD %s+%d(FP), %v", name, at, r)
}

// base loads the address of the elements of a slice.
func (f *function) base(name string) reg {
	f.offsets[name+"_base"] = f.offsets[name]
	return f.parameter(name + "_base")
}

// length loads the length of a slice.
func (f *function) length(name string) reg {
	f.offsets[name+"_len"] = f.offsets[name] + 8
	return f.parameter(name + "_len")
}

// stride loads a distance given in elements and turns it into bytes.
func (f *function) stride(name string) reg {
	r := f.parameter(name)
	f.op("LSL $2, %v, %v", r, r)
	return r
}

// broadcast fills a vector with a parameter.
func (f *function) broadcast(name string) vec {
	v := f.vector()
	f.op("FMOVS %s+%d(FP), %s", name, f.offsets[name], v.scalar())
	f.op("VDUP %v.S[0], %v.S4", v, v)
	return v
}

// constant fills a vector with one value, given by its bits.
func (f *function) constant(bits uint32) vec {
	v := f.vector()
	f.scratch(func() {
		r := f.general()
		f.op("MOVW $%#x, %v", bits, r)
		f.op("VDUP %v, %v.S4", r, v)
	})
	return v
}

// float fills a vector with x.
func (f *function) float(x float64) vec { return f.constant(math.Float32bits(float32(x))) }

// zero returns a vector of zeros.
func (f *function) zero() vec {
	v := f.vector()
	f.clear(v)
	return v
}

func (f *function) clear(v vec) { f.op("VEOR %v.B16, %v.B16, %v.B16", v, v, v) }

// copy returns a copy of v.
func (f *function) copy(v vec) vec {
	c := f.vector()
	f.move(v, c)
	return c
}

func (f *function) move(v, to vec) { f.op("VMOV %v.B16, %v.B16", v, to) }
