package kernel

import "fmt"

// Rope holds the rotations of every position and pair of a head (Su et al., "RoFormer", 2021, equation 34).
// Pairs are neighbours: elements 2i and 2i+1 turn by position * theta^(-2i/D).
//
// Each table is [positions, D]. Element 2i of sin is -sin and element 2i+1 is +sin, so that a rotation is
// one product and one fused multiply-add of the row and of the row with neighbours swapped.
type Rope struct {
	dim           int
	cos, sin, nis []float32 // nis = -sin: the rotation backwards
}

// NewRope returns the rotations of positions 0 to positions-1 for heads of dim elements; dim is even.
func NewRope(positions, dim int, theta float64) *Rope {
	return NewScaledRope(positions, dim, theta, func(frequency float64) float64 { return frequency })
}

// NewScaledRope returns rotations whose frequencies, in radians a position, scale has changed.
func NewScaledRope(positions, dim int, theta float64, scale func(frequency float64) float64) *Rope {
	if dim <= 0 || dim%2 != 0 || positions < 0 || !(theta > 0) {
		panic(fmt.Sprintf("kernel: NewRope(%d, %d, %g): want an even head size and a positive theta", positions, dim, theta))
	}
	size := positions * dim
	r := &Rope{dim, make([]float32, size), make([]float32, size), make([]float32, size)}
	logTheta := Log64(theta)
	for i := 0; i < dim; i += 2 {
		frequency := scale(Exp64(float64(-float64(i) / float64(dim) * logTheta)))
		for pos := range positions {
			angle := float64(float64(pos) * frequency)
			at := pos*dim + i
			c, s := float32(Cos64(angle)), float32(Sin64(angle))
			r.cos[at], r.cos[at+1] = c, c
			r.sin[at], r.sin[at+1] = -s, s
			r.nis[at], r.nis[at+1] = s, -s
		}
	}
	return r
}

// Positions returns the number of positions in the tables.
func (r *Rope) Positions() int { return len(r.cos) / r.dim }

// Apply rotates each head of x, a row of whole heads, by position pos, in place.
func (r *Rope) Apply(x []float32, pos int) { r.turn(x, pos, r.sin) }

// Invert rotates x back: it is the gradient of [Rope.Apply].
func (r *Rope) Invert(x []float32, pos int) { r.turn(x, pos, r.nis) }

func (r *Rope) turn(x []float32, pos int, sin []float32) {
	if len(x)%r.dim != 0 {
		panic(fmt.Sprintf("kernel: Rope: a row of %d elements is not whole heads of %d", len(x), r.dim))
	}
	at := pos * r.dim
	active.rotate(x, r.cos[at:at+r.dim], sin[at:at+r.dim])
}

// rotateGeneric rotates every len(cos) elements of x: x = x*cos + swap(x)*sin.
func rotateGeneric(x, cos, sin []float32) {
	for ; len(x) > 0; x = x[len(cos):] {
		for i := 0; i < len(cos); i += 2 {
			a, b := x[i], x[i+1]
			x[i] = fma32(b, sin[i], float32(a*cos[i]))
			x[i+1] = fma32(a, sin[i+1], float32(b*cos[i+1]))
		}
	}
}
