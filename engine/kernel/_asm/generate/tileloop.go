package generate

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// tileLoop is the steps of k of a tile: one loop for any strides, and one of several steps for each way in which
// operands mostly lie, whose addresses are constants. An addition of addresses takes a port on which a multiply-add
// could have begun.
type tileLoop struct {
	is      isa
	sums    [][]VecVirtual
	a       addresses
	b       GPVirtual
	k       GPVirtual // steps left
	aks, bs GPVirtual // bytes
}

const (
	together = 4 // steps of a loop with constant addresses
	ahead    = 8 // steps by which B is asked for before it is read
)

// steps generates all loops. It ends at the label "done".
func (l tileLoop) steps() {
	TESTQ(l.k, l.k)
	JZ(LabelRef("done"))
	if len(l.sums[0]) == 2 {
		CMPQ(l.k, U8(together))
		JL(LabelRef("any"))
		CMPQ(l.bs, I32(l.panel()))
		JNE(LabelRef("any"))
		CMPQ(l.aks, U8(4))
		JE(LabelRef("rows"))
		CMPQ(l.aks, I32(l.packed()))
		JNE(LabelRef("any"))
		CMPQ(l.a.stride, U8(4))
		JNE(LabelRef("any"))
		l.constant("columns", l.packed(), func(row, disp int) Mem { return Mem{Base: l.a.bases[0], Disp: disp + 4*row} })
		JMP(LabelRef("rest"))
		l.constant("rows", 4, func(row, disp int) Mem {
			at := l.a.at(row)
			at.Disp = disp
			return at
		})
		Label("rest")
		TESTQ(l.k, l.k)
		JZ(LabelRef("done"))
	}
	l.general()
}

// panel returns the distance in bytes between the steps of a packed B, and packed that of a packed transposed A.
func (l tileLoop) panel() int  { return 2 * l.is.bytes() }
func (l tileLoop) packed() int { return (l.is.rows + 7) / 8 * 32 }

// constant generates the loop for a packed B and an A whose steps lie so many bytes apart. It leaves less steps than
// it takes together.
func (l tileLoop) constant(name string, aks int, at func(row, disp int) Mem) {
	Label(name)
	for q := range together {
		l.step(l.b, q*l.panel(), func(row int) Mem { return at(row, q*aks) }, func(d int) Mem {
			return Mem{Base: l.b, Disp: (ahead+q)*l.panel() + d}
		})
	}
	for _, b := range l.a.bases {
		ADDQ(I32(together*aks), b)
	}
	ADDQ(I32(together*l.panel()), l.b)
	SUBQ(U8(together), l.k)
	CMPQ(l.k, U8(together))
	JGE(LabelRef(name))
}

// general generates the loop for any strides. Where steps are far apart in memory, as in a transposed A and in a B
// that is not packed, no processor foresees them: 16 steps of A, where a column lies in one line or, if tall, two, and
// those of B are asked for ahead.
func (l tileLoop) general() {
	Label("any")
	twice := GP64()
	LEAQ(Mem{Base: l.aks, Index: l.aks, Scale: 1}, twice)
	Label("step")
	PREFETCHT0(Mem{Base: l.a.bases[0], Index: twice, Scale: 8})
	if len(l.sums) > 8 {
		PREFETCHT0(Mem{Base: l.a.bases[len(l.a.bases)-1], Index: twice, Scale: 8})
	}
	l.step(l.b, 0, l.a.at, func(d int) Mem { return Mem{Base: l.b, Index: l.bs, Scale: ahead, Disp: d} })
	for _, b := range l.a.bases {
		ADDQ(l.aks, b)
	}
	ADDQ(l.bs, l.b)
	DECQ(l.k)
	JNZ(LabelRef("step"))
}

// step generates one step of k: the vectors of B, at so many bytes behind b, times each element of A. next is where
// those lines of B are that it asks for.
func (l tileLoop) step(b GPVirtual, disp int, a func(row int) Mem, next func(d int) Mem) {
	bv := make([]VecVirtual, len(l.sums[0]))
	for d := 0; d < len(bv)*l.is.bytes(); d += 64 {
		PREFETCHT0(next(d))
	}
	for j := range bv {
		bv[j] = l.is.vector()
		VMOVUPS(Mem{Base: b, Disp: disp + j*l.is.bytes()}, bv[j])
	}
	for i, row := range l.sums {
		av := l.is.vector()
		VBROADCASTSS(a(i), av)
		for j, sum := range row {
			VFMADD231PS(bv[j], av, sum)
		}
	}
}
