package llama

import "pipe/engine/kernel"

// rowBlock is the number of rows of one task of a row operation.
const rowBlock = 32

// tasks runs methods of T on a team. Handing the team one function for good, which looks up the method, is
// what keeps a step free of allocation: a closure for each operation would not be.
type tasks[T any] struct {
	team   *kernel.Team
	method func(owner *T, worker, i int)
	run    func(worker, i int)
}

// bind sets the team, and the owner that t is part of.
func (t *tasks[T]) bind(team *kernel.Team, owner *T) {
	t.team = team
	t.run = func(worker, i int) { t.method(owner, worker, i) }
}

// do calls the method, a method expression, for each i in 0..n-1.
func (t *tasks[T]) do(n int, method func(owner *T, worker, i int)) {
	t.method = method
	t.team.Do(n, t.run)
}

// span returns the rows of block i out of n.
func span(i, n int) (lo, hi int) { return i * rowBlock, min((i+1)*rowBlock, n) }

func ceil(a, b int) int { return (a + b - 1) / b }

// row returns row r of a matrix of the given width.
func row(x []float32, r, width int) []float32 { return x[r*width : (r+1)*width : (r+1)*width] }
