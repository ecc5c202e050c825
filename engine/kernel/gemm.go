package kernel

import "fmt"

// Gemm computes C = op(A)·op(B), or C += op(A)·op(B) with accumulate, where op(A) is [m, k], op(B) is [k, n]
// and C is [m, n]. Rows are lda, ldb and ldc elements apart. With transA the slice a holds [k, m], with transB
// b holds [n, k]:
//
//	forward      Y  = X·W      Gemm(false, false, M, N, K, X, K, W, N, Y, N, false)
//	input grad   dX = dY·Wᵀ    Gemm(false, true,  M, K, N, dY, N, W, N, dX, K, false)
//	weight grad  dW += Xᵀ·dY   Gemm(true,  false, K, N, M, X, K, dY, N, dW, N, true)
//
// C must not overlap A or B. Causal products (attention) are cut into blocks of rows by the caller, each with
// the n or k its last row needs.
func (t *Team) Gemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int, accumulate bool) {
	p := &t.product
	workers := t.workers
	if m*n*k < smallProduct {
		workers = 1
	}
	p.init(product{transA: transA, transB: transB, m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc, accumulate: accumulate, workers: workers})
	if workers == 1 {
		p.run()
		return
	}
	for p.nextBlock() {
		t.Do(p.packTasks, t.pack)
		t.Do(p.tileTasks, t.compute)
	}
}

// Workspace is the memory of a product computed by one goroutine. The zero value is ready; a Workspace that
// has seen a shape allocates nothing for it again.
type Workspace struct{ product product }

// Gemm is [Team.Gemm] on the calling goroutine, for use inside [Team.Do].
func Gemm(ws *Workspace, transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, c []float32, ldc int, accumulate bool) {
	p := &ws.product
	p.init(product{transA: transA, transB: transB, m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc, accumulate: accumulate, workers: 1})
	p.run()
}

const (
	blockDepth   = 256       // steps of k between loads and stores of C: a tile's part of A stays in L1
	blockPacked  = 128 << 10 // elements of B packed at a time: half of an L2 of 1 MB
	smallProduct = 32 << 10  // multiplications below which one worker is faster

	tasksPerWorker = 4
)

// product is one call of Gemm: its operands, how it is cut into blocks, and the packed copies of A and B.
//
// C is cut into tiles that fit the registers. For each block of k, op(A) is needed with its rows or its
// columns apart by any stride, so that A is packed only when transposed; B is packed into panels as wide as a
// tile, [k][width], except where it can be read in place. Packing and computing are two rounds of
// independent tasks.
type product struct {
	transA, transB bool
	m, n, k        int
	a, b, c        []float32
	lda, ldb, ldc  int
	accumulate     bool
	workers        int

	im        *implementation
	height    int // rows of a tile: the tallest that makes all tiles about equal
	rowTiles  int
	inPlace   bool // full panels of B are read where they are
	single    bool // one row: all of B is read where it is
	depth     int  // steps of k in a block
	columns   int  // columns of a block, a multiple of the panel width
	perChunk  int  // panels of a tile task
	chunks    int  // tile tasks of a row of tiles
	packTasks int
	tileTasks int

	// The current block: k0 <= k < k1, j0 <= j < j1.
	k0, k1, j0, j1 int
	panels         int

	packedA, packedB []float32
}

// init checks the shapes and plans the blocks. The buffers of p stay.
func (p *product) init(call product) {
	call.packedA, call.packedB = p.packedA, p.packedB
	*p = call
	if p.m < 0 || p.n < 0 || p.k < 0 {
		panic(fmt.Sprintf("kernel: Gemm: shape %d x %d x %d", p.m, p.n, p.k))
	}
	checkMatrix("A", p.transA, p.m, p.k, p.a, p.lda)
	checkMatrix("B", p.transB, p.k, p.n, p.b, p.ldb)
	checkMatrix("C", false, p.m, p.n, p.c, p.ldc)
	if p.m == 0 || p.n == 0 {
		return
	}
	p.im = active
	p.rowTiles = ceil(p.m, p.im.rows)
	p.height = ceil(p.m, p.rowTiles)
	p.rowTiles = ceil(p.m, p.height)
	p.inPlace = !p.transB && p.rowTiles <= 2
	p.single = p.m == 1 && !p.transA && !p.transB
	p.depth = min(p.k, blockDepth)
	if p.single {
		p.depth = p.k
	}
	p.columns = min(max(blockPacked/max(p.depth, 1)/p.im.cols, 1), ceil(p.n, p.im.cols)) * p.im.cols
	if p.single {
		p.columns = p.n
	}
	p.j1 = p.n // nextBlock then starts a block of k
}

// checkMatrix panics unless op(matrix) of the given shape fits in s.
func checkMatrix(name string, trans bool, rows, cols int, s []float32, ld int) {
	if trans {
		rows, cols = cols, rows
	}
	if rows > 0 && cols > 0 && (ld < cols || len(s) < (rows-1)*ld+cols) {
		panic(fmt.Sprintf("kernel: Gemm: %s of %d elements, %d apart, cannot hold %d x %d", name, len(s), ld, rows, cols))
	}
}

// run computes the product on the calling goroutine.
func (p *product) run() {
	for p.nextBlock() {
		for i := range p.packTasks {
			p.packTask(i)
		}
		for i := range p.tileTasks {
			p.tileTask(i)
		}
	}
}

// nextBlock moves to the next block, columns first, and plans its tasks. It reports false at the end.
func (p *product) nextBlock() bool {
	if p.m == 0 || p.n == 0 {
		return false
	}
	if p.j1 < p.n {
		p.j0 = p.j1
	} else {
		if p.k1 == p.k && (p.k > 0 || p.panels > 0) {
			return false
		}
		p.k0, p.j0 = p.k1, 0
		p.k1 = min(p.k, p.k0+p.depth)
	}
	p.j1 = min(p.n, p.j0+p.columns)
	p.panels = ceil(p.j1-p.j0, p.im.cols)
	p.planTasks()
	return true
}

// planTasks cuts the block into tasks: enough of them that no worker waits long for the last.
func (p *product) planTasks() {
	wanted := 1
	if p.workers > 1 {
		wanted = min(p.panels, ceil(tasksPerWorker*p.workers, p.rowTiles))
	}
	p.perChunk = ceil(p.panels, wanted)
	p.chunks = ceil(p.panels, p.perChunk)
	p.tileTasks = p.rowTiles * p.chunks
	if p.single {
		p.packTasks = 0
		return
	}
	p.packTasks = p.panels
	depth := p.k1 - p.k0
	p.packedB = grow(p.packedB, p.panels*depth*p.im.cols)
	if p.transA && p.j0 == 0 {
		p.packTasks += p.rowTiles
		p.packedA = grow(p.packedA, p.rowTiles*depth*packedRows)
	}
}

// packedRows is the distance between the steps of k in a packed tile of A.
const packedRows = 16

// packTask packs panel i of B or, past the panels, row tile i-panels of A.
func (p *product) packTask(i int) {
	depth := p.k1 - p.k0
	if i >= p.panels {
		t := i - p.panels
		row := t * p.height
		rows := min(p.height, p.m-row)
		p.im.pack(depth, rows, p.a[p.k0*p.lda+row:], p.lda, p.packedA[t*depth*packedRows:], packedRows)
		return
	}
	width := p.im.cols
	col := p.j0 + i*width
	cols := min(width, p.j1-col)
	dst := p.packedB[i*depth*width:]
	switch {
	case p.transB:
		p.im.transpose(depth, cols, p.b[col*p.ldb+p.k0:], p.ldb, dst, width)
	case !p.inPlace || cols < width:
		if depth > 0 {
			p.im.pack(depth, cols, p.b[p.k0*p.ldb+col:], p.ldb, dst, width)
		}
	}
}

// tileTask computes one row of tiles across one chunk of panels.
func (p *product) tileTask(i int) {
	if p.single {
		step := p.perChunk * p.im.cols
		j0 := i * step
		p.im.row(p.k, p.a, p.b[min(j0, len(p.b)):], p.ldb, p.c[j0:min(j0+step, p.n)], p.accumulate)
		return
	}
	t, chunk := i/p.chunks, i%p.chunks
	depth := p.k1 - p.k0
	row := t * p.height
	rows := min(p.height, p.m-row)
	a, ars, aks := p.a, p.lda, 1
	if p.transA {
		a, ars, aks = p.packedA[t*depth*packedRows:], 1, packedRows
	} else if depth > 0 {
		a = p.a[row*p.lda+p.k0:]
	}
	width := p.im.cols
	accumulate := p.accumulate || p.k0 > 0
	for j := chunk * p.perChunk; j < min((chunk+1)*p.perChunk, p.panels); j++ {
		col := p.j0 + j*width
		cols := min(width, p.j1-col)
		b, bs := p.packedB[j*depth*width:], width
		if p.inPlace && cols == width && depth > 0 {
			b, bs = p.b[p.k0*p.ldb+col:], p.ldb
		}
		p.im.tile(rows, cols, depth, a, ars, aks, b, bs, p.c[row*p.ldc+col:], p.ldc, accumulate)
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// grow returns a slice of n elements, s itself if that is large enough. What it held is lost.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	return s[:n]
}
