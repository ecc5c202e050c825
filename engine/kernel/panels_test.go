package kernel

import "testing"

// TestPanels holds the products with packed operands to the chain, row by row, in causal and in full attention.
func TestPanels(t *testing.T) {
	each(t, func(t *testing.T) {
		var p Panels
		for _, s := range []struct{ m, seen, n, d int }{
			{1, 1, 1, 1}, {5, 1, 5, 16}, {14, 1, 14, 48}, {15, 3, 17, 2}, {56, 1, 56, 32}, {56, 57, 112, 64},
			{31, 70, 100, 40}, {7, 100, 100, 24}, {43, 43, 43, 32},
		} {
			panelColumns(t, &p, s.m, s.seen, s.n, s.d)
			panelSteps(t, &p, s.m, s.seen, s.n, s.d)
			panelAddTransposed(t, &p, s.m, s.seen, s.n, s.d)
		}
	})
}

// panelColumns compares the scores of m queries with n keys of d elements.
func panelColumns(t *testing.T, p *Panels, m, seen, n, d int) {
	t.Helper()
	a, b := noise(1, m*(d+3)), noise(2, n*(d+1))
	got, want := make([]float32, m*n), make([]float32, n)
	p.Pack(true, d, n, b, d+1)
	p.Columns(m, seen, a, d+3, got, n)
	for r := range m {
		limit := min(seen+r, n)
		chain(false, true, 1, limit, d, a[r*(d+3):], d+3, b, d+1, want, n, false)
		samePanel(t, "Columns", r, got[r*n:][:limit], want[:limit])
	}
}

// panelSteps compares the sums of the values, [n, d], that m queries see.
func panelSteps(t *testing.T, p *Panels, m, seen, n, d int) {
	t.Helper()
	a, b := causal(m, seen, n), noise(2, n*(d+1))
	got, want := noise(3, m*d), make([]float32, d)
	p.Pack(false, n, d, b, d+1)
	p.Steps(m, seen, a, n, got, d)
	for r := range m {
		chain(false, false, 1, d, min(seen+r, n), a[r*n:], n, b, d+1, want, d, false)
		samePanel(t, "Steps", r, got[r*d:][:d], want)
	}
}

// panelAddTransposed compares the gradients of n keys from the last m of the queries.
func panelAddTransposed(t *testing.T, p *Panels, m, seen, n, d int) {
	t.Helper()
	const first = 2
	a, b := causal(m, seen, n), noise(2, (first+m)*d)
	got, want := noise(3, n*d), noise(3, n*d)
	p.Pack(false, first+m, d, b, d)
	p.AddTransposed(n, seen, first, m, a, n, got, d)
	for r := range n {
		from := min(max(r-seen+1, 0), m)
		chain(true, false, 1, d, m-from, a[min(from*n+r, len(a)):], n, b[(first+from)*d:], d, want[r*d:], d, true)
		samePanel(t, "AddTransposed", r, got[r*d:][:d], want[r*d:][:d])
	}
}

// causal returns [m, n], zero in what a row does not see.
func causal(m, seen, n int) []float32 {
	a := noise(4, m*n)
	for r := range m {
		clear(a[r*n+min(seen+r, n) : (r+1)*n])
	}
	return a
}

func samePanel(t *testing.T, name string, r int, got, want []float32) {
	t.Helper()
	if i := different(got, want); i >= 0 {
		t.Fatalf("%s: row %d[%d] = %g, want %g", name, r, i, got[i], want[i])
	}
}
