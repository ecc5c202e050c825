package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// chain is the specification of Gemm, without blocks, tiles or packing.
func chain(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int, accumulate bool) {
	for i := range m {
		for j := range n {
			var s float32
			if accumulate {
				s = c[i*ldc+j]
			}
			for q := range k {
				x, y := i*lda+q, q*ldb+j
				if transA {
					x = q*lda + i
				}
				if transB {
					y = j*ldb + q
				}
				s = fma32(a[x], b[y], s)
			}
			c[i*ldc+j] = s
		}
	}
}

func TestGemm(t *testing.T) {
	shapes := [][3]int{
		{1, 1, 1}, {1, 1, 0}, {0, 3, 2}, {3, 0, 2}, {1, 15, 7}, {1, 300, 33}, {2, 16, 16}, {3, 17, 5}, {13, 31, 300},
		{14, 32, 16}, {15, 33, 17}, {28, 64, 48}, {29, 47, 31}, {30, 63, 513}, {64, 16, 64}, {64, 64, 16}, {100, 129, 40}, {5, 600, 9},
		{inPlaceA + 5, 17, 21}, // a transposed A that is packed
	}
	for n := 1; n < 35; n++ {
		shapes = append(shapes, [3]int{1, n, 2*rowSteps + 1}) // every end of a single row
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 40 {
		shapes = append(shapes, [3]int{1 + r.IntN(40), 1 + r.IntN(80), 1 + r.IntN(70)})
	}
	each(t, func(t *testing.T) {
		for _, s := range shapes {
			m, n, k := s[0], s[1], s[2]
			for option := range 8 {
				transA, transB, accumulate := option&1 != 0, option&2 != 0, option&4 != 0
				// The rows lie a little apart, and what lies between them must stay.
				lda, ldb, ldc := k+3, n+1, n+5
				if transA {
					lda = m + 3
				}
				if transB {
					ldb = k + 1
				}
				a, b, c := noise(1, (m+k)*lda+1)[1:], noise(2, (k+n)*ldb+3)[3:], noise(3, m*ldc+5)
				want := append([]float32(nil), c...)
				chain(transA, transB, m, n, k, a, lda, b, ldb, want, ldc, accumulate)
				name := fmt.Sprintf("Gemm(%v, %v, %d, %d, %d, accumulate %v)", transA, transB, m, n, k, accumulate)
				for workers := range 4 {
					got := append([]float32(nil), c...)
					if workers == 0 {
						Gemm(new(Workspace), transA, transB, m, n, k, a, lda, b, ldb, got, ldc, accumulate)
					} else {
						team := NewTeam(workers)
						team.Gemm(transA, transB, m, n, k, a, lda, b, ldb, got, ldc, accumulate)
						team.Close()
					}
					if i := different(got, want); i >= 0 {
						t.Fatalf("%s, %d workers: c[%d] = %g, want %g", name, workers, i, got[i], want[i])
					}
				}
			}
		}
	})
}

// TestGemmInvariances checks what follows from the chain: a row alone is the row in its batch, and a product over
// parts of k, added up in order, is the whole.
func TestGemmInvariances(t *testing.T) {
	const m, n, k = 40, 70, 1100 // three blocks of k
	a, b := noise(1, m*k), noise(2, k*n)
	each(t, func(t *testing.T) {
		team := NewTeam(2)
		defer team.Close()
		whole := make([]float32, m*n)
		team.Gemm(false, false, m, n, k, a, k, b, n, whole, n, false)
		for i := range m {
			row := make([]float32, n)
			team.Gemm(false, false, 1, n, k, a[i*k:], k, b, n, row, n, false)
			if j := different(row, whole[i*n:(i+1)*n]); j >= 0 {
				t.Fatalf("row %d alone: [%d] = %g, want %g", i, j, row[j], whole[i*n+j])
			}
		}
		for _, part := range []int{1, 7, 512, 1000} {
			sum := make([]float32, m*n)
			for q := 0; q < k; q += part {
				team.Gemm(false, false, m, n, min(part, k-q), a[q:], k, b[q*n:], n, sum, n, true)
			}
			if j := different(sum, whole); j >= 0 {
				t.Fatalf("in parts of %d: c[%d] = %g, want %g", part, j, sum[j], whole[j])
			}
		}
	})
}

// TestGemmAwkward compares zeros of both signs, subnormals, infinities and NaNs with the chain.
func TestGemmAwkward(t *testing.T) {
	const m, n, k = 17, 37, 9
	a, b, c := awkward(1, m*k), awkward(2, k*n), awkward(3, m*n)
	want := append([]float32(nil), c...)
	chain(false, false, m, n, k, a, k, b, n, want, n, true)
	each(t, func(t *testing.T) {
		got := append([]float32(nil), c...)
		Gemm(new(Workspace), false, false, m, n, k, a, k, b, n, got, n, true)
		if i := different(got, want); i >= 0 {
			t.Fatalf("c[%d] = %x, want %x", i, got[i], want[i])
		}
	})
}

// TestGemmConflict covers the copy of badly spaced rows.
func TestGemmConflict(t *testing.T) {
	const m, n, k = 20, 130, 600
	for _, lda := range []int{k, 768} {
		a, b := noise(1, m*lda), noise(2, k*n)
		want := make([]float32, m*n)
		chain(false, false, m, n, k, a, lda, b, n, want, n, false)
		each(t, func(t *testing.T) {
			got := make([]float32, m*n)
			Gemm(new(Workspace), false, false, m, n, k, a, lda, b, n, got, n, false)
			if i := different(got, want); i >= 0 {
				t.Fatalf("rows %d apart: c[%d] = %g, want %g", lda, i, got[i], want[i])
			}
		})
	}
}
