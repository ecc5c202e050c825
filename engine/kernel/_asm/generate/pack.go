package generate

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// pack generates packGeneric for up to two vectors of columns. It writes whole vectors, zeros past cols.
func pack(is isa) {
	TEXT("pack"+is.name, NOSPLIT, "func(k, cols int, src []float32, ss int, dst []float32, ds int)")
	Pragma("noescape")
	Doc("pack" + is.name + " copies k rows of up to two vectors; dst has room for whole vectors. It asks for src 8 rows ahead.")
	k, src, ss, dst, ds := gp("k"), base("src"), stride("ss"), base("dst"), stride("ds")
	cols := gp("cols")
	m := newMasks(is, cols, 2)
	TESTQ(k, k)
	JZ(LabelRef("done"))
	CMPQ(cols, U8(is.width))
	JLE(LabelRef("narrow"))
	for _, vectors := range []int{2, 1} {
		name := map[int]string{2: "wide", 1: "narrow"}[vectors]
		Label(name)
		for j := range vectors {
			v := is.vector()
			PREFETCHT0(Mem{Base: src, Disp: j * is.bytes(), Index: ss, Scale: 8})
			m.load(j, Mem{Base: src, Disp: j * is.bytes()}, v)
			VMOVUPS(v, Mem{Base: dst, Disp: j * is.bytes()})
		}
		ADDQ(ss, src)
		ADDQ(ds, dst)
		DECQ(k)
		JNZ(LabelRef(name))
		if vectors == 2 {
			JMP(LabelRef("done"))
		}
	}
	Label("done")
	end()
}

// transposeLoop generates the loop over blocks of n steps of k around a transposition of n rows.
func transposeLoop(is isa, transpose func(rows []VecVirtual) []VecVirtual) {
	n := is.width
	TEXT("transpose"+is.name, NOSPLIT, "func(blocks int, src []float32, ss int, dst []float32, ds int)")
	Pragma("noescape")
	Doc("transpose" + is.name + " transposes blocks of a square of vectors, side by side in src and one below the other in dst.")
	blocks, src, ss, dst, ds := gp("blocks"), base("src"), stride("ss"), base("dst"), stride("ds")
	Label("block")
	from := GP64()
	MOVQ(src, from)
	rows := make([]VecVirtual, n)
	for i := range rows {
		rows[i] = is.vector()
		VMOVUPS(Mem{Base: from}, rows[i])
		ADDQ(ss, from)
	}
	for _, v := range transpose(rows) {
		VMOVUPS(v, Mem{Base: dst})
		ADDQ(ds, dst)
	}
	ADDQ(U8(is.bytes()), src)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	end()
}

// quads transposes within each 128 bits of groups of four rows: result 4g+c holds column c of each quarter of
// rows 4g to 4g+3.
func quads(is isa, r []VecVirtual) []VecVirtual {
	q := make([]VecVirtual, len(r))
	for i := range q {
		q[i] = is.vector()
	}
	for g := 0; g < len(r); g += 4 {
		t := []VecVirtual{is.vector(), is.vector(), is.vector(), is.vector()}
		VUNPCKLPS(r[g+1], r[g], t[0])
		VUNPCKHPS(r[g+1], r[g], t[1])
		VUNPCKLPS(r[g+3], r[g+2], t[2])
		VUNPCKHPS(r[g+3], r[g+2], t[3])
		VUNPCKLPD(t[2], t[0], q[g])
		VUNPCKHPD(t[2], t[0], q[g+1])
		VUNPCKLPD(t[3], t[1], q[g+2])
		VUNPCKHPD(t[3], t[1], q[g+3])
	}
	return q
}

func transpose8() {
	transposeLoop(avx2, func(r []VecVirtual) []VecVirtual {
		q := quads(avx2, r)
		out := make([]VecVirtual, 8)
		for c := range 4 {
			out[c], out[c+4] = YMM(), YMM()
			VPERM2F128(U8(0x20), q[c+4], q[c], out[c])
			VPERM2F128(U8(0x31), q[c+4], q[c], out[c+4])
		}
		return out
	})
}

func transpose16() {
	transposeLoop(avx512, func(r []VecVirtual) []VecVirtual {
		const even, odd = 0x88, 0xdd // quarters 0, 2 or 1, 3 of both operands
		q := quads(avx512, r)
		out := make([]VecVirtual, 16)
		for c := range 4 {
			a0, a1, b0, b1 := ZMM(), ZMM(), ZMM(), ZMM()
			VSHUFF32X4(U8(even), q[4+c], q[c], a0)
			VSHUFF32X4(U8(odd), q[4+c], q[c], a1)
			VSHUFF32X4(U8(even), q[12+c], q[8+c], b0)
			VSHUFF32X4(U8(odd), q[12+c], q[8+c], b1)
			for l := range 4 {
				out[4*l+c] = ZMM()
			}
			VSHUFF32X4(U8(even), b0, a0, out[c])
			VSHUFF32X4(U8(even), b1, a1, out[4+c])
			VSHUFF32X4(U8(odd), b0, a0, out[8+c])
			VSHUFF32X4(U8(odd), b1, a1, out[12+c])
		}
		return out
	})
}
