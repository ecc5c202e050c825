package kernel

import (
	"testing"
)

// TestRows holds products with rows where they lie to the chain: as they are, packed, and in 8 bits to those of one
// piece.
func TestRows(t *testing.T) {
	each(t, func(t *testing.T) {
		for _, s := range []struct {
			m, in  int
			pieces []int
		}{
			{1, 1, []int{1}}, {1, 15, []int{16}}, {1, 16, []int{16, 16}}, {2, 17, []int{15, 33}}, {3, 64, []int{40, 5, 17}},
			{4, 31, []int{48}}, {5, 300, []int{1, 20, 31}}, {8, 48, []int{16, 31}}, {9, 33, []int{3, 29}}, {20, 40, []int{50, 18}},
			{1, 288, []int{288, 96, 96}}, {0, 3, []int{4}},
		} {
			for _, accumulate := range []bool{false, true} {
				testRows(t, s.m, s.in, s.pieces, accumulate)
			}
		}
	})
}

func testRows(t *testing.T, m, in int, pieces []int, accumulate bool) {
	t.Helper()
	out := 0
	for _, n := range pieces {
		out += n
	}
	whole := noise(1, out*in+1)[1:] // rows begin where they like
	var parts [][]float32
	for at, i := 0, 0; i < len(pieces); i++ {
		part := noise(9, pieces[i]*in+3)[3:]
		copy(part, whole[at*in:])
		parts, at = append(parts, part), at+pieces[i]
	}
	w := NewRows(in, parts...)
	lda, ldc := in+3, out+5
	a, c := noise(2, m*lda+1)[1:], noise(3, m*ldc+5)
	want := append([]float32(nil), c...)
	chain(false, true, m, out, in, a, lda, whole, in, want, ldc, accumulate)
	rounded := append([]float32(nil), c...)
	one := NewTeam(1)
	defer one.Close()
	one.GemmInt8(new(Int8Workspace), m, a, lda, NewInt8(one, NewRows(in, whole)), rounded, ldc, accumulate)
	for workers := 1; workers < 4; workers++ {
		team := NewTeam(workers)
		defer team.Close()
		for _, product := range []struct {
			name string
			want []float32
			run  func(c []float32)
		}{
			{"GemmRows", want, func(c []float32) { team.GemmRows(m, a, lda, w, c, ldc, accumulate) }},
			{"GemmPanels", want, func(c []float32) { team.GemmPanels(m, a, lda, NewPanels(w)[0], c, ldc, accumulate) }},
			{"GemmInt8", rounded, func(c []float32) {
				team.GemmInt8(new(Int8Workspace), m, a, lda, NewInt8(team, w), c, ldc, accumulate)
			}},
		} {
			got := append([]float32(nil), c...)
			product.run(got)
			if i := different(got, product.want); i >= 0 {
				t.Fatalf("%s(%d, %d, %v, accumulate %v), %d workers: c[%d] = %g, want %g",
					product.name, m, in, pieces, accumulate, workers, i, got[i], product.want[i])
			}
		}
	}
}
