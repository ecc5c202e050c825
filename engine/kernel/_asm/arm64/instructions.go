package main

import "fmt"

// Go's assembler lacks most vector instructions of floating point. They are written as words, each with the name
// it has in the Arm Architecture Reference Manual, chapter C7, from where the encodings are; there the destination is
// the first operand, here the last, as everywhere in Go.

// two encodes an instruction of one operand.
func (f *function) two(word uint32, name string, n, d vec) {
	f.op("WORD $%#x // %s V%d.4S, V%d.4S", word|uint32(n)<<5|uint32(d), name, d, n)
}

// three encodes an instruction of two operands.
func (f *function) three(word uint32, name string, n, m, d vec) {
	f.op("WORD $%#x // %s V%d.4S, V%d.4S, V%d.4S", word|uint32(m)<<16|uint32(n)<<5|uint32(d), name, d, n, m)
}

func (f *function) neg(n, d vec)  { f.two(0x6ea0f800, "FNEG", n, d) }
func (f *function) sqrt(n, d vec) { f.two(0x6ea1f800, "FSQRT", n, d) }

func (f *function) add(n, m, d vec) { f.three(0x4e20d400, "FADD", n, m, d) }
func (f *function) sub(n, m, d vec) { f.three(0x4ea0d400, "FSUB", n, m, d) } // d = n - m
func (f *function) mul(n, m, d vec) { f.three(0x6e20dc00, "FMUL", n, m, d) }
func (f *function) div(n, m, d vec) { f.three(0x6e20fc00, "FDIV", n, m, d) } // d = n / m

// max and min return a NaN if either operand is one.
func (f *function) max(n, m, d vec) { f.three(0x4e20f400, "FMAX", n, m, d) }
func (f *function) min(n, m, d vec) { f.three(0x4ea0f400, "FMIN", n, m, d) }

// greater sets all bits of an element where n > m, and none elsewhere or if either is a NaN.
func (f *function) greater(n, m, d vec) { f.three(0x6ea0e400, "FCMGT", n, m, d) }

// fma adds n*m to d, rounded once.
func (f *function) fma(n, m, d vec) { f.op("VFMLA %v.S4, %v.S4, %v.S4", m, n, d) }

// fnma subtracts n*m from d, rounded once.
func (f *function) fnma(n, m, d vec) { f.op("VFMLS %v.S4, %v.S4, %v.S4", m, n, d) }

// fmaLane adds n times one element of m to d, rounded once.
func (f *function) fmaLane(n, m vec, lane int, d vec) {
	word := 0x4f801000 | uint32(lane&1)<<21 | uint32(lane>>1)<<11 | uint32(m)<<16 | uint32(n)<<5 | uint32(d)
	f.op("%s", fmt.Sprintf("WORD $%#x // FMLA V%d.4S, V%d.4S, V%d.S[%d]", word, d, n, m, lane))
}

// multiplyBytes sets d to the products of the bytes of one half of n and m, widened to 16 bits.
func (f *function) multiplyBytes(half int, n, m, d vec) { f.halves(0x0e20c000, "SMULL", half, n, m, d) }

// multiplyAddBytes adds them to d.
func (f *function) multiplyAddBytes(half int, n, m, d vec) {
	f.halves(0x0e208000, "SMLAL", half, n, m, d)
}

func (f *function) halves(word uint32, name string, half int, n, m, d vec) {
	word |= uint32(half)<<30 | uint32(m)<<16 | uint32(n)<<5 | uint32(d)
	f.op("WORD $%#x // %s V%d.8H, V%d, V%d, half %d", word, name, d, n, m, half)
}

// addPairs adds pairs of the 16-bit integers of n, widened to 32 bits, to d.
func (f *function) addPairs(n, d vec) {
	f.op("WORD $%#x // SADALP V%d.4S, V%d.8H", 0x4e606800|uint32(n)<<5|uint32(d), d, n)
}

// sumPairs sets d to the sums of pairs of the integers of n, and then of m.
func (f *function) sumPairs(n, m, d vec) { f.three(0x4ea0bc00, "ADDP", n, m, d) }

// fromIntegers sets d to the integers of n as numbers, rounded to nearest.
func (f *function) fromIntegers(n, d vec) { f.two(0x4e21d800, "SCVTF", n, d) }
