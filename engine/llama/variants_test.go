package llama

import (
	"math"
	"testing"
)

func TestGELU(t *testing.T) {
	x := []float32{0, 1, -1, 2, -3, 0.5}
	got := make([]float32, len(x))
	gelu(got, x, make([]float32, 2*len(x)))
	for i, v := range x {
		y := float64(v)
		want := 0.5 * y * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(y+0.044715*y*y*y)))
		if math.Abs(float64(got[i])-want) > 1e-6 {
			t.Errorf("gelu(%g) = %g, want %g", v, got[i], want)
		}
	}
}

func TestLayerNorm(t *testing.T) {
	c := small(func(c *Config) { c.Norm = "layernorm" })
	p := newPlan(newTeam(t, 1), NewWeights(c).parameters(), 1, false)
	x, w, got := make([]float32, c.Dim), make([]float32, c.Dim), make([]float32, c.Dim)
	sum, squares := 0.0, 0.0
	for i := range x {
		x[i], w[i] = float32(i*i%7)+3, float32(i+1)
		sum += float64(x[i])
		squares += float64(x[i]) * float64(x[i])
	}
	n := float64(c.Dim)
	mean := sum / n
	deviation := math.Sqrt(squares/n - mean*mean + c.NormEps)
	p.norm(got, x, w)
	for i := range x {
		if want := (float64(x[i]) - mean) / deviation * float64(w[i]); math.Abs(float64(got[i])-want) > 1e-5*n {
			t.Errorf("norm[%d] = %g, want %g", i, got[i], want)
		}
	}
}

// TestPositionsMatter swaps two tokens of the context: only without positions, and only in the first block's
// view, is that the same to the last token.
func TestPositionsMatter(t *testing.T) {
	for _, tt := range []struct {
		positions string
		same      bool
	}{{"", false}, {"learned", false}, {"sinusoidal", false}, {"none", true}} {
		c := small(func(c *Config) { c.Positions, c.Layers = tt.positions, 1 })
		scores := NewScorer(newTeam(t, 1), lively(c), 1).LogProbs([][]int32{{3, 5, 7, 2}, {5, 3, 7, 2}}, []int{3, 3})
		if got := math.Abs(scores[0].LogProb-scores[1].LogProb) < 1e-6; got != tt.same {
			t.Errorf("positions %q: log-likelihoods %g and %g, want the same: %v", tt.positions, scores[0].LogProb, scores[1].LogProb, tt.same)
		}
	}
}
