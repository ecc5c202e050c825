package kernel

import "fmt"

// Rows is a weight matrix [out, in] where it lies: in pieces of whole rows, which are read as they are. Nothing is
// copied, so the memory may be that of a file.
type Rows struct {
	in, out int
	pieces  []rowPiece
}

// rowPiece is some rows of a matrix.
type rowPiece struct {
	data       []float32 // [out, in]
	first, out int       // rows of the matrix before these, and these
}

// NewRows returns the matrix of in columns whose rows the pieces hold, one piece after the other.
func NewRows(in int, pieces ...[]float32) *Rows {
	w := &Rows{in: in}
	for _, data := range pieces {
		if in < 1 || len(data) == 0 || len(data)%in != 0 {
			panic(fmt.Sprintf("kernel: NewRows: a piece of %d elements, want rows of %d", len(data), in))
		}
		p := rowPiece{data: data, first: w.out, out: len(data) / in}
		w.pieces, w.out = append(w.pieces, p), w.out+p.out
	}
	return w
}

// row returns row j of the matrix.
func (w *Rows) row(j int) []float32 {
	for _, p := range w.pieces {
		if j < p.first+p.out {
			return p.data[(j-p.first)*w.in:][:w.in]
		}
	}
	panic(fmt.Sprintf("kernel: row %d of %d", j, w.out))
}

// GemmRows computes C = A·Wᵀ, or C += A·Wᵀ with accumulate, of m rows A, [m, in], lda elements apart, with C, [m, out],
// ldc apart, by a [Team.Gemm] for each piece of W.
func (t *Team) GemmRows(m int, a []float32, lda int, w *Rows, c []float32, ldc int, accumulate bool) {
	checkMatrix("C", false, m, w.out, c, ldc)
	if m == 0 {
		return
	}
	for _, p := range w.pieces {
		t.Gemm(false, true, m, p.out, w.in, a, lda, p.data, w.in, c[p.first:], ldc, accumulate)
	}
}
