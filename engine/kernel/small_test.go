package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// TestSmallGemm holds the products against chains. What lies behind B is read by some implementations and never used:
// here it is no number.
func TestSmallGemm(t *testing.T) {
	each(t, func(t *testing.T) {
		for _, s := range []struct{ m, n, k int }{
			{1, 1, 1}, {1, 8, 64}, {2, 64, 8}, {2, 48, 3}, {4, 33, 7}, {17, 70, 64}, {0, 3, 3}, {3, 0, 3}, {3, 3, 0},
		} {
			for _, accumulate := range []bool{false, true} {
				lda, ldb, ldc := s.k+3, s.n+1, s.n+5
				size := max(s.k-1, 0)*ldb + s.n
				a, b, c := noise(1, s.m*lda+1)[1:], noise(2, size+Overread), noise(3, s.m*ldc)
				for i := size; i < len(b); i++ {
					b[i] = float32(math.NaN())
				}
				want, got := slices.Clone(c), slices.Clone(c)
				chain(false, false, s.m, s.n, s.k, a, lda, b, ldb, want, ldc, accumulate)
				SmallGemm(s.m, s.n, s.k, a, lda, b, ldb, got, ldc, accumulate)
				if i := different(got, want); i >= 0 {
					t.Errorf("SmallGemm(%+v, accumulate %v): c[%d] = %g, want %g", s, accumulate, i, got[i], want[i])
				}
			}
		}
	})
}

func TestSmallGemmPanics(t *testing.T) {
	x := make([]float32, 64)
	for _, c := range []struct{ n, k, ldb int }{{4, 9, 4}, {4, 8, 3}, {40, 1, 40}} { // 4 x 8 with rows of 4 and Overread are 63
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("SmallGemm = nothing, want a panic")
				}
			}()
			SmallGemm(1, c.n, c.k, x, c.k, x, c.ldb, make([]float32, c.n), c.n, false)
		})
	}
	SmallGemm(1, 4, 8, x, 8, x, 4, make([]float32, 4), 4, false)
}
