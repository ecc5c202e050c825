package optim

import (
	"fmt"
	"math"

	"pipe/engine/kernel"
)

// Param is a parameter and where its gradient is found at each step. Both slices belong to the model.
type Param struct {
	Name  string
	Data  []float32
	Grad  []float32
	Decay bool // subject to weight decay
}

// chunkSize is the number of elements of one task. The norm is summed by chunk, so its bits depend on it.
const chunkSize = 1 << 14

// chunk is elements lo to hi-1 of one parameter.
type chunk struct{ param, lo, hi int }

// gradients is the parameters of an optimizer in chunks, which are its tasks.
type gradients struct {
	team   *kernel.Team
	params []Param
	chunks []chunk
	sums   []float32 // of the squares of each chunk of the gradient
	square func(worker, i int)
}

// newGradients panics if a gradient does not fit its parameter.
func newGradients(team *kernel.Team, params []Param) *gradients {
	g := &gradients{team: team, params: params}
	for i, p := range params {
		if len(p.Grad) != len(p.Data) {
			panic(fmt.Sprintf("optim: %s: %d gradients for %d parameters", p.Name, len(p.Grad), len(p.Data)))
		}
		for lo := 0; lo < len(p.Data); lo += chunkSize {
			g.chunks = append(g.chunks, chunk{i, lo, min(lo+chunkSize, len(p.Data))})
		}
	}
	g.sums = make([]float32, len(g.chunks))
	g.square = g.squareChunk
	return g
}

// zeros returns a slice of zeros for each parameter, count times.
func (g *gradients) zeros(count int) [][][]float32 {
	all := make([][][]float32, count)
	for i := range all {
		all[i] = make([][]float32, len(g.params))
	}
	kernel.Carve(func(take func(n int) []float32) {
		for i, p := range g.params {
			for _, list := range all {
				list[i] = take(len(p.Data))
			}
		}
	})
	return all
}

// clipped returns the norm of the gradient, and what to multiply it with so that it is not above limit; 0 is no limit.
func (g *gradients) clipped(limit float64) (norm, scale float64) {
	norm = g.norm()
	if limit > 0 && norm > limit {
		return norm, limit / norm
	}
	return norm, 1
}

// norm sums squares by chunk and then the chunks in order.
func (g *gradients) norm() float64 {
	g.team.Do(len(g.chunks), g.square)
	sum := 0.0
	for _, s := range g.sums {
		sum += float64(s)
	}
	return math.Sqrt(sum)
}

func (g *gradients) squareChunk(_, i int) {
	c := g.chunks[i]
	g.sums[i] = kernel.SumSquares(g.params[c.param].Grad[c.lo:c.hi])
}
