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
	blockDepth   = 512       // steps of k between loads and stores of C, at most
	leastDepth   = 256       // and at least, so that more columns are packed and A is read less often
	blockPacked  = 256 << 10 // elements of B packed at a time: half of an L2 of 2 MB, rows of A stream past it
	smallProduct = 32 << 10  // multiplications below which one worker is faster

	tasksPerWorker = 4
	packGroup      = 12   // panels packed together, at most: the longer the runs of memory, the better
	tileGroup      = 8    // tiles of a transposed A packed together: with more, workers wait for the last task
	packedRows     = 8    // a step of a packed transposed A takes a multiple of so many elements, whole vectors
	packSteps      = 32   // steps of k packed for one of them before the next
	conflict       = 1024 // rows of A so many elements apart share one set of an L1
	inPlaceA       = 768  // a transposed A whose rows are at most so far apart is read faster than packed
	inPlaceB       = 384  // and so are the panels of such a B
)

// product is one call of Gemm: its operands, how it is cut into blocks, and the packed copies of A and B.
//
// C is cut into tiles that fit the registers. A tile reads A with any distance between rows and between steps
// of k, so that A is packed only when badly spaced or transposed from long rows; it reads B in panels of its own
// width, [k][width], packed unless its rows are short or there are too few tiles to repay it. Each block of k and of
// columns is two rounds of independent tasks: the panels are packed, for all workers; then the tiles are computed,
// before which a worker packs the rows of A that its task needs, for itself.
type product struct {
	transA, transB bool
	m, n, k        int
	a, b, c        []float32
	lda, ldb, ldc  int
	accumulate     bool
	workers        int

	im         *implementation
	height     int // rows of a tile: the tallest that makes all tiles about equal
	rowTiles   int
	inPlace    bool // full panels of B are read where they are
	single     bool // one row: all of B is read where it is
	packA      bool // A is read from packed copies of its tiles
	perGroup   int  // row tiles of a task
	rowStride  int  // elements between the rows of a tile of A
	stepStride int  // elements between its columns
	depth      int  // steps of k in a block
	columns    int  // columns of a block, a multiple of the panel width
	perChunk   int  // panels of a tile task
	chunks     int  // tile tasks of a group of row tiles
	perPack    int  // panels of a pack task
	packTasks  int
	tileTasks  int

	// The current block: k0 <= k < k1, j0 <= j < j1.
	k0, k1, j0, j1 int
	panels         int

	packedA []float32 // a group of tiles for each worker
	packedB []float32
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
	p.inPlace = !p.transB && (p.rowTiles <= 2 || p.ldb <= inPlaceB)
	p.single = p.m == 1 && !p.transA && !p.transB
	p.depth = min(p.k, max(leastDepth, min(blockDepth, blockPacked/p.n)))
	p.rowStride, p.stepStride = p.lda, 1
	switch {
	case p.transA && p.lda <= inPlaceA:
		p.rowStride, p.stepStride = 1, p.lda
	case p.transA:
		p.packA, p.rowStride, p.stepStride = true, 1, ceil(p.im.rows, packedRows)*packedRows
		p.depth = min(p.k, leastDepth) // a deeper tile would leave an L1 between panels
	case p.lda%conflict == 0 && p.n > 2*p.im.cols:
		p.packA, p.rowStride = true, p.depth+cacheLine
	}
	if p.single {
		p.depth = p.k
	}
	p.columns = min(max(blockPacked/max(p.depth, 1)/p.im.cols, 1), ceil(p.n, p.im.cols)) * p.im.cols
	if p.single {
		p.columns = p.n
	}
	p.perGroup = 1
	if p.packA && p.transA {
		p.perGroup = min(tileGroup, max(p.rowTiles/(tasksPerWorker*p.workers), 1))
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
			p.tileTask(0, i)
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
	p.tileTasks = ceil(p.rowTiles, p.perGroup) * p.chunks
	p.packTasks = 0
	if p.single {
		return
	}
	if !p.inPlace || (p.j1-p.j0)%p.im.cols > 0 {
		p.perPack = min(packGroup, ceil(p.panels, tasksPerWorker*p.workers))
		p.packTasks = ceil(p.panels, p.perPack)
		p.packedB = grow(p.packedB, p.panels*(p.k1-p.k0)*p.im.cols)
	}
	if p.packA {
		p.packedA = grow(p.packedA, p.workers*p.groupSize())
	}
}

// groupSize returns the size of a packed group of tiles of A.
func (p *product) groupSize() int { return p.perGroup * p.packedTile() }

// packedTile returns the size of a packed tile of A.
func (p *product) packedTile() int { return max(p.depth*p.stepStride, p.height*p.rowStride) }

// packTask packs group i of panels of B.
func (p *product) packTask(i int) { p.packPanels(i*p.perPack, min((i+1)*p.perPack, p.panels)) }

// packPanels packs panels first to last-1 of B. Neighbours are packed a few steps of k at a time, so that what
// lies side by side in memory is read together.
func (p *product) packPanels(first, last int) {
	width, most := p.im.cols, packSteps
	if p.transB {
		most = blockDepth // columns are read along k
	}
	for q := p.k0; q < p.k1; q += most {
		steps := min(most, p.k1-q)
		for j := first; j < last; j++ {
			col := p.j0 + j*width
			cols := min(width, p.j1-col)
			dst := p.packedB[(j*(p.k1-p.k0)+q-p.k0)*width:]
			switch {
			case p.transB:
				p.im.transpose(steps, cols, p.b[col*p.ldb+q:], p.ldb, dst, width)
			case !p.inPlace || cols < width:
				p.im.pack(steps, cols, p.b[q*p.ldb+col:], p.ldb, dst, width)
			}
		}
	}
}

// packTiles packs row tiles first to last-1 of A into dst, those of a transposed A as packPanels does.
func (p *product) packTiles(dst []float32, first, last int) {
	most := p.k1 - p.k0
	if p.transA {
		most = packSteps
	}
	for q := p.k0; q < p.k1; q += most {
		steps := min(most, p.k1-q)
		for t := first; t < last; t++ {
			row := t * p.height
			rows := min(p.height, p.m-row)
			tile := dst[(t-first)*p.packedTile():]
			if p.transA {
				p.im.pack(steps, rows, p.a[q*p.lda+row:], p.lda, tile[(q-p.k0)*p.stepStride:], p.stepStride)
				continue
			}
			for r := range rows {
				copy(tile[r*p.rowStride:][:steps], p.a[(row+r)*p.lda+q:])
			}
		}
	}
}

// tileTask computes one group of rows of tiles across one chunk of panels.
func (p *product) tileTask(worker, i int) {
	if p.single {
		p.rowTask(i)
		return
	}
	first, chunk := i/p.chunks*p.perGroup, i%p.chunks
	last := min(first+p.perGroup, p.rowTiles)
	var packed []float32
	if p.packA {
		packed = p.packedA[worker*p.groupSize():]
		p.packTiles(packed, first, last)
	}
	for t := first; t < last; t++ {
		a := p.a
		if p.packA {
			a = packed[(t-first)*p.packedTile():]
		} else if p.k1 > p.k0 {
			a = p.a[t*p.height*p.rowStride+p.k0*p.stepStride:]
		}
		p.tiles(t*p.height, a, chunk*p.perChunk, min((chunk+1)*p.perChunk, p.panels))
	}
}

// tiles computes the row of tiles that begins with a row of C, of which a holds the operand, across panels first to
// last-1.
func (p *product) tiles(row int, a []float32, first, last int) {
	rows := min(p.height, p.m-row)
	depth, width := p.k1-p.k0, p.im.cols
	accumulate := p.accumulate || p.k0 > 0
	for j := first; j < last; j++ {
		col := p.j0 + j*width
		cols := min(width, p.j1-col)
		var b []float32
		bs := width
		if p.inPlace && cols == width && depth > 0 {
			b, bs = p.b[p.k0*p.ldb+col:], p.ldb
		} else if depth > 0 {
			b = p.packedB[j*depth*width:]
		}
		p.im.tile(rows, cols, depth, a, p.rowStride, p.stepStride, b, bs, p.c[row*p.ldc+col:], p.ldc, accumulate)
	}
}

// rowTask computes chunk i of the columns of a product with one row, along the rows of B: few enough columns at
// a time that C stays in L1, enough that memory is read in long runs.
func (p *product) rowTask(i int) {
	const columns = 1024
	step := p.perChunk * p.im.cols
	end := min((i+1)*step, p.n)
	for j := i * step; j < end; j += columns {
		c := p.c[j:min(j+columns, end)]
		if !p.accumulate {
			clear(c)
		}
		q := 0
		for ; q+rowSteps <= p.k; q += rowSteps {
			p.im.rowStep(c, p.a[q:q+rowSteps], p.b[q*p.ldb+j:], p.ldb)
		}
		for ; q < p.k; q++ {
			p.im.addScaled(c, p.b[q*p.ldb+j:][:len(c)], p.a[q])
		}
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// grow returns a slice of n elements, s itself if that is large enough. What it held is lost.
func grow[E any](s []E, n int) []E {
	if cap(s) < n {
		return make([]E, n)
	}
	return s[:n]
}
