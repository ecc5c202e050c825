package kernel

import "fmt"

// Panels is the right operand B of products, [k, n], packed once for several of them. The zero value is ready; one that
// has held a shape allocates nothing for it again. It serves one goroutine, and one implementation at a time.
//
// Its products are those of attention, where a row of the left operand meets a part of B that depends on the row. They
// are chains over k as those of Gemm are, and each tile of rows takes the steps and the columns that its own rows
// need: the caller may cut rows into blocks at will.
type Panels struct {
	im   *implementation
	k, n int
	data []float32 // [panels][k][width]
}

// Pack fills p with the matrix b, whose rows are ldb apart: [k, n] or, with trans, [n, k].
func (p *Panels) Pack(trans bool, k, n int, b []float32, ldb int) {
	checkMatrix("B", trans, k, n, b, ldb)
	width := active.cols
	p.im, p.k, p.n = active, k, n
	p.data = grow(p.data, ceil(n, width)*k*width)
	for j := 0; j < n && k > 0; j += width {
		cols, dst := min(width, n-j), p.data[j*k:]
		if trans {
			p.im.transpose(k, cols, b[j*ldb:], ldb, dst, width)
		} else {
			p.im.pack(k, cols, b[j:], ldb, dst, width)
		}
	}
}

// NewPanels returns the columns of the transpose of each matrix packed, for long use: all in one array, so that a model whose
// matrices are read one after the other is read from front to back, and from huge pages also where they are small.
func NewPanels(matrices ...*Rows) []*Panels {
	packed := make([]*Panels, len(matrices))
	Carve(func(take func(n int) []float32) {
		for i, w := range matrices {
			width := active.cols
			packed[i] = &Panels{im: active, k: w.in, n: w.out, data: take(ceil(w.out, width) * width * w.in)}
		}
	})
	for i, w := range matrices {
		packed[i].packRows(w)
	}
	return packed
}

// packRows fills p with the transpose of w.
func (p *Panels) packRows(w *Rows) {
	width := p.im.cols
	for _, piece := range w.pieces {
		for at := 0; at < piece.out; {
			col := piece.first + at
			cols := min(width-col%width, piece.out-at)
			p.im.transpose(w.in, cols, piece.data[at*w.in:], w.in, p.data[col/width*width*w.in+col%width:], width)
			at += cols
		}
	}
}

// GemmPanels computes C = A·B, or C += A·B with accumulate, of m rows of A, [m, k], lda elements apart, with C, [m, n],
// ldc apart: [Team.Gemm] without its packing. It reads B once, from front to back, for each tile of rows.
func (t *Team) GemmPanels(m int, a []float32, lda int, p *Panels, c []float32, ldc int, accumulate bool) {
	checkMatrix("A", false, m, p.k, a, lda)
	checkMatrix("C", false, m, p.n, c, ldc)
	if m < 1 || p.n < 1 {
		return
	}
	t.panels = panelProduct{m: m, a: a, lda: lda, b: p, c: c, ldc: ldc, accumulate: accumulate}
	panels := ceil(p.n, p.im.cols)
	t.panels.perTask = panels
	if m*p.n*p.k >= smallProduct {
		t.panels.perTask = max(panelTask/(m*p.k*p.im.cols), 1)
	}
	t.Do(ceil(panels, t.panels.perTask), t.multiply)
}

// panelTask is the number of multiplications of a task, if a panel has no more: few, because the last to be done is who all
// wait for. With tasks of a worker's quarter two workers that read memory waited a tenth of the time.
const panelTask = 4 << 10

// panelProduct is a call of GemmPanels.
type panelProduct struct {
	m, lda, ldc int
	a, c        []float32
	b           *Panels
	accumulate  bool
	perTask     int // panels
}

// task computes the columns of C of some panels.
func (q *panelProduct) task(i int) {
	b, width := q.b, q.b.im.cols
	height := b.height(q.m)
	for j := i * q.perTask * width; j < min((i+1)*q.perTask*width, b.n); j += width {
		for r := 0; r < q.m; r += height {
			b.im.tile(min(height, q.m-r), min(width, b.n-j), b.k, q.a[r*q.lda:], q.lda, 1, b.data[j*b.k:], width,
				q.c[r*q.ldc+j:], q.ldc, q.accumulate)
		}
	}
}

// Columns sets row r of C, [m, n], to row r of A, [m, k], times the first columns of B: seen of them for row 0, one
// more for each row after it, at most all. What lies beyond is undefined.
func (p *Panels) Columns(m, seen int, a []float32, lda int, c []float32, ldc int) {
	checkMatrix("A", false, m, p.k, a, lda)
	checkMatrix("C", false, m, min(seen+m-1, p.n), c, ldc)
	height, width := p.height(m), p.im.cols
	for j := 0; j < p.n; j += width {
		for r := max(j-seen+1, 0) / height * height; r < m; r += height {
			rows := min(height, m-r)
			n := min(seen+r+rows-1, p.n)
			if n > j {
				p.im.tile(rows, min(width, n-j), p.k, a[r*lda:], lda, 1, p.data[j*p.k:], width, c[r*ldc+j:], ldc, false)
			}
		}
	}
}

// Steps sets row r of C, [m, n], to the sum of A[r, q] times row q of B over the first q: seen of them for row 0, one
// more for each row after it, at most all. A is zero in what its rows do not see.
func (p *Panels) Steps(m, seen int, a []float32, lda int, c []float32, ldc int) {
	checkMatrix("A", false, m, min(seen+m-1, p.k), a, lda)
	checkMatrix("C", false, m, p.n, c, ldc)
	height := p.height(m)
	for r := 0; r < m; r += height {
		rows := min(height, m-r)
		p.tiles(rows, p.n, 0, min(seen+r+rows-1, p.k), a[r*lda:], lda, 1, c[r*ldc:], ldc, false)
	}
}

// AddTransposed adds to row r of C, [m, n], the sum of A[q, r] times row first+q of B over the q < k that see r: all
// of them for the first seen rows of C, those from 1 on for the next, and so on. A is [k, m], zero in what its rows do
// not see.
func (p *Panels) AddTransposed(m, seen, first, k int, a []float32, lda int, c []float32, ldc int) {
	checkMatrix("A", true, m, k, a, lda)
	checkMatrix("C", false, m, p.n, c, ldc)
	if first+k > p.k {
		panic(fmt.Sprintf("kernel: AddTransposed: rows %d to %d of %d", first, first+k, p.k))
	}
	height := p.height(m)
	for r := 0; r < m; r += height {
		rows := min(height, m-r)
		skip := min(max(r-seen+1, 0), k)
		p.tiles(rows, p.n, first+skip, first+k, a[min(skip*lda+r, len(a)):], 1, lda, c[r*ldc:], ldc, true)
	}
}

// height returns the rows of the tiles that m rows are cut into.
func (p *Panels) height(m int) int { return max(ceil(m, ceil(max(m, 1), p.im.rows)), 1) }

// tiles computes some rows of C, no more than a tile has, across n columns, over the steps from <= q < to.
func (p *Panels) tiles(rows, n, from, to int, a []float32, ars, aks int, c []float32, ldc int, accumulate bool) {
	width := p.im.cols
	for j := 0; j < n; j += width {
		cols := min(width, n-j)
		p.im.tile(rows, cols, to-from, a, ars, aks, p.data[j*p.k+from*width:], width, c[j:], ldc, accumulate)
	}
}
