package generate

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// isa is an instruction set by what the generators need to know of it.
type isa struct {
	name  string // suffix of the functions
	width int    // float32 in a vector
	rows  int    // tallest tile: rows * 2 accumulators, two vectors of B, one of A
}

var (
	avx2   = isa{"AVX2", 8, 6}
	avx512 = isa{"AVX512", 16, 14}
)

// bytes returns the size of a vector.
func (is isa) bytes() int { return is.width * 4 }

// vector returns a fresh vector register.
func (is isa) vector() VecVirtual {
	if is.width == 16 {
		return ZMM()
	}
	return YMM()
}

// zero returns a vector of zeros.
func (is isa) zero() VecVirtual {
	v := is.vector()
	if is.width == 16 {
		VPXORD(v, v, v)
	} else {
		VXORPS(v, v, v)
	}
	return v
}

// end returns from the function; the upper halves of the registers must be clean for what runs next.
func end() {
	VZEROUPPER()
	RET()
}

// masks selects the first n of a number of elements in consecutive vectors, for reading and writing the ends
// of rows.
type masks struct {
	is isa
	k  []OpmaskVirtual // AVX-512: a mask register for each vector
	at GPVirtual       // AVX2: the address of the masks of the vectors in maskTable
}

// newMasks prepares masks for the first n elements, 0 <= n <= vectors*width <= 32.
func newMasks(is isa, n GPVirtual, vectors int) masks {
	m := masks{is: is}
	if is.width == 16 {
		bits := GP64()
		MOVQ(I32(-1), bits)
		BZHIQ(n, bits, bits)
		for i := range vectors {
			if i > 0 {
				SHRQ(U8(16), bits)
			}
			k := K()
			KMOVW(bits.As32(), k)
			m.k = append(m.k, k)
		}
		return m
	}
	m.at = GP64()
	back := GP64()
	LEAQ(maskTable(), m.at)
	MOVQ(n, back)
	SHLQ(U8(2), back)
	SUBQ(back, m.at)
	ADDQ(U8(64), m.at)
	return m
}

var maskTableMem *Mem

// maskTable is 16 words of ones followed by 16 of zeros: read n words before the middle, it begins with n ones.
func maskTable() Mem {
	if maskTableMem == nil {
		m := GLOBL("maskTable", RODATA|NOPTR)
		for i := range 32 {
			ones := U32(0xffffffff)
			if i >= 16 {
				ones = 0
			}
			DATA(i*4, ones)
		}
		maskTableMem = &m
	}
	return *maskTableMem
}

// load reads vector i of the masked elements into v; the others become zero.
func (m masks) load(i int, from Mem, v VecVirtual) {
	if m.is.width == 16 {
		VMOVUPS_Z(from, m.k[i], v)
		return
	}
	VMASKMOVPS(from, m.ymm(i), v)
}

// store writes vector i of the masked elements.
func (m masks) store(i int, v VecVirtual, to Mem) {
	if m.is.width == 16 {
		VMOVUPS(v, m.k[i], to)
		return
	}
	VMASKMOVPS(v, m.ymm(i), to)
}

// fill sets the elements of v, vector i, that are not selected to those of from.
func (m masks) fill(i int, from Mem, v VecVirtual) {
	if m.is.width == 16 {
		other := ZMM()
		VMOVUPS(from, other)
		VMOVAPS(v, m.k[i], other)
		VMOVAPS(other, v)
		return
	}
	other := YMM()
	VMOVUPS(from, other)
	VBLENDVPS(m.ymm(i), v, other, v)
}

// clear sets the elements of v, vector i, that are not selected to zero.
func (m masks) clear(i int, v VecVirtual) {
	if m.is.width == 16 {
		VMOVAPS_Z(v, m.k[i], v)
		return
	}
	VANDPS(m.ymm(i), v, v)
}

// ymm reads mask i of the table.
func (m masks) ymm(i int) VecVirtual {
	k := YMM()
	VMOVUPS(Mem{Base: m.at, Disp: i * m.is.bytes()}, k)
	return k
}

// gp loads a parameter of 8 bytes.
func gp(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// base loads the address of the elements of a slice.
func base(name string) GPVirtual { return Load(Param(name).Base(), GP64()).(GPVirtual) }

// stride loads a distance given in elements and turns it into bytes.
func stride(name string) GPVirtual {
	s := gp(name)
	SHLQ(U8(2), s)
	return s
}
