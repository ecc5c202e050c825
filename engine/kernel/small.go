package kernel

import "fmt"

// Overread is how many elements behind the last of B [SmallGemm] may read, though it uses none of them.
const Overread = 31

// SmallGemm computes C = A·B, or C += A·B with accumulate, on the calling goroutine, where A is [m, k], B is [k, n] and C
// is [m, n], and rows are lda, ldb and ldc elements apart: [Gemm] without the plan and the packing that larger products
// are worth. Behind the last element of B there must be [Overread] more.
func SmallGemm(m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int, accumulate bool) {
	checkMatrix("A", false, m, k, a, lda)
	checkMatrix("C", false, m, n, c, ldc)
	if n > ldb || len(b) < (k-1)*ldb+n+Overread {
		panic(fmt.Sprintf("kernel: SmallGemm: B is %d x %d with rows %d apart in %d elements", k, n, ldb, len(b)))
	}
	im := active
	for i := 0; i < m; i += im.rows {
		for j := 0; j < n; j += im.cols {
			im.tile(min(im.rows, m-i), min(im.cols, n-j), k, a[i*lda:], lda, 1, b[j:], ldb, c[i*ldc+j:], ldc, accumulate)
		}
	}
}
