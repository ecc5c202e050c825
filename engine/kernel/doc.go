// Package kernel is the arithmetic of the engine: matrix products, the row operations of a transformer,
// the update of its optimizer, and the team of goroutines they run on. Everything is float32, row-major, in
// slices that the caller owns.
//
// # One result
//
// Each operation is specified to the last bit, and every implementation obeys: "generic" (pure Go, on any
// machine), "avx2" and "avx512" on amd64, "neon" on arm64 (generated assembly). The number of workers, the blocking and the machine
// change the time an operation takes and nothing else. Three rules carry the promise:
//
//	product    c = fma(a[i,k], b[k,j], c) for increasing k, starting from 0 or from what C holds. So a row
//	           alone has the bits it has in a batch, and gradients accumulated over parts equal the whole.
//	reduction  element i goes to lane i mod 16, in order; the lanes are folded 8, 4, 2, 1.
//	element    a fixed sequence of correctly rounded operations, written once in Go and once in the generator.
//
// The promise covers every finite value and the infinities. A result that is not a number is a NaN in every
// implementation, but which of the NaNs is not specified.
//
// # On arm64
//
// The tile of "neon" is 6 x 16: of the 32 registers 24 hold sums, four a row of B, four elements of A. A step of k is
// 24 fused multiply-adds of four elements among 34 instructions, with 7 loads of 10 registers. A core that begins four
// multiply-adds a cycle does a step in 6 cycles if it begins 6 instructions in all and loads 2 registers in each, and
// hides a latency of up to 6; one that begins two needs half of that. A tile of 8 x 12 would load 11 registers, by 9 or more
// loads, and 7 x 16 leaves none for A.
//
// That is counted, not measured: so far this code has run under an emulator only, which shows the bits and not the
// speed. It asks for no memory ahead, as the tiles of amd64 do, since only a measurement can show the use of that.
//
// # What it does not know
//
// No layers, no parameters, no files, no environment: [Use] is called by whoever reads the configuration.
// Operations on rows run on the calling goroutine; only [Team] starts goroutines. A shape that does not fit
// panics.
//
// The assembly is written by the generator in _asm, a module of its own.
package kernel

//go:generate go -C _asm run main.go -out ../kernel_amd64.s -stubs ../stubs_amd64.go -pkg kernel
//go:generate go -C _asm run ./arm64 -out ../kernel_arm64.s -stubs ../stubs_arm64.go
