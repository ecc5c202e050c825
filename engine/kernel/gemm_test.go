package kernel

import (
	"fmt"
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
