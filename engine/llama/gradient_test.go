package llama

import (
	"math"
	"testing"

	"pipe/engine/optim"
)

// checkGradient compares gradients with central differences along a direction of one sign for each element: one
// number for each parameter, in which any wrong element shows, and a few single elements.
func checkGradient(t *testing.T, tr *Trainer, b Batch) {
	t.Helper()
	tr.Gradient(b)
	params := tr.Params()
	grads := make([][]float32, len(params))
	for i, p := range params {
		grads[i] = append([]float32(nil), p.Grad...)
	}
	for i, p := range params {
		r := rng(uint64(i))
		direction := make([]float64, len(p.Data))
		for trial := range 6 {
			for j := range direction {
				direction[j] = float64(2*r.IntN(2) - 1)
			}
			if trial > 1 { // one element
				keep := r.IntN(len(direction))
				clear(direction)
				direction[keep] = 1
			}
			compareSlope(t, tr, b, p, grads[i], direction)
		}
	}
}

func compareSlope(t *testing.T, tr *Trainer, b Batch, p optim.Param, grad []float32, direction []float64) {
	t.Helper()
	want, size := 0.0, 0.0
	for j, d := range direction {
		want += d * float64(grad[j])
		size += math.Abs(d)
	}
	before := append([]float32(nil), p.Data...)
	h := 4e-3 / math.Sqrt(size)
	at := func(h float64) float64 {
		for j, d := range direction {
			p.Data[j] = before[j] + float32(h*d)
		}
		return tr.Loss(b)
	}
	// Richardson's extrapolation of two central differences: the error is of order h⁴.
	near := (at(h) - at(-h)) / (2 * h)
	far := (at(2*h) - at(-2*h)) / (4 * h)
	got := (4*near - far) / 3
	copy(p.Data, before)
	if tolerance := 2e-3*math.Abs(want) + 2e-4*math.Sqrt(size); math.Abs(got-want) > tolerance {
		t.Errorf("%s: slope by differences = %.6f, by the gradient %.6f", p.Name, got, want)
	}
}

func TestGradient(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{}), someBatch(c))
		})
	}
}

func TestWeightedGradient(t *testing.T) {
	c := small(nil)
	b := someBatch(c)
	for i := range b.Tokens {
		b.Weights = append(b.Weights, float32(i%5-2)/4)
	}
	checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{}), b)
}

func TestLoRAGradient(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			l := livelyLoRA(t, c)
			checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{LoRA: l}), someBatch(c))
		})
	}
}

// livelyLoRA returns adapters of which neither half is zero.
func livelyLoRA(t *testing.T, c Config, targets ...string) *LoRA {
	t.Helper()
	l, err := NewLoRA(c, 3, 6, targets...)
	if err != nil {
		t.Fatal(err)
	}
	drawNormal(l.flat, 0.2, rng(5))
	return l
}
