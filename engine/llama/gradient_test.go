package llama

import (
	"fmt"
	"math"
	"testing"

	"pipe/engine/optim"
)

// checkGradient compares gradients with central differences along a direction of one sign for each element: one
// number for each parameter, in which any wrong element shows, and a few single elements. A direction in which a
// ReLU turns on or off has no slope; it is drawn again.
func checkGradient(t *testing.T, tr *Trainer, b Batch) {
	t.Helper()
	tr.Gradient(b)
	params := tr.Params()
	grads := make([][]float32, len(params))
	for i, p := range params {
		grads[i] = append([]float32(nil), p.Grad...)
	}
	const directions, wanted = 2, 6 // of all elements; of all and of one
	for i, p := range params {
		r := rng(uint64(i))
		direction := make([]float64, len(p.Data))
		for done, trial := 0, 0; done < wanted; trial++ {
			if trial == 20*wanted {
				t.Fatalf("%s: of %d directions, %d leave every gate as it is, want %d", p.Name, trial, done, wanted)
			}
			for j := range direction {
				direction[j] = float64(2*r.IntN(2) - 1)
			}
			if done >= directions {
				keep := r.IntN(len(direction))
				clear(direction)
				direction[keep] = 1
			}
			if compareSlope(t, tr, b, p, grads[i], direction) {
				done++
			}
		}
	}
}

// compareSlope reports whether there is a slope to compare.
func compareSlope(t *testing.T, tr *Trainer, b Batch, p optim.Param, grad []float32, direction []float64) bool {
	t.Helper()
	want, size := 0.0, 0.0
	for j, d := range direction {
		want += d * float64(grad[j])
		size += math.Abs(d)
	}
	before := append([]float32(nil), p.Data...)
	defer copy(p.Data, before)
	h := 4e-3 / math.Sqrt(size)
	if tr.weights.Config.Activation == "relu" {
		h /= 8 // fewer gates turn, and what is straight needs no long way
	}
	at := func(h float64) (loss float64, gates string) {
		for j, d := range direction {
			p.Data[j] = before[j] + float32(h*d)
		}
		return tr.Gradient(b), openGates(tr)
	}
	_, gates := at(0)
	var losses [4]float64
	for i, step := range []float64{-2, -1, 1, 2} {
		var turned string
		if losses[i], turned = at(step * h); turned != gates {
			return false
		}
	}
	// Richardson's extrapolation of two central differences: the error is of order h⁴.
	near, far := (losses[2]-losses[1])/(2*h), (losses[3]-losses[0])/(4*h)
	got := (4*near - far) / 3
	if tolerance := 2e-3*math.Abs(want) + 2e-4*math.Sqrt(size); math.Abs(got-want) > tolerance {
		t.Errorf("%s: slope by differences = %.6f, by the gradient %.6f", p.Name, got, want)
	}
	return true
}

// openGates says which ReLU of the last micro-batch are on: "" of other activations, which are smooth.
func openGates(tr *Trainer) string {
	p := tr.plan
	if p.config.Activation != "relu" {
		return ""
	}
	var open []byte
	for i := range p.acts {
		for _, v := range p.acts[i].gate[:p.rows*p.config.HiddenDim] {
			bit := byte('0')
			if v > 0 {
				bit = '1'
			}
			open = append(open, bit)
		}
	}
	return string(open)
}

func TestGradient(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			c := small(v.edit)
			tr := NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{})
			if loss, again := tr.Loss(someBatch(c)), tr.Gradient(someBatch(c)); loss != again {
				t.Errorf("Loss = %v, and %v with its gradient", loss, again)
			}
			checkGradient(t, tr, someBatch(c))
		})
	}
}

// pairs are variants whose backward passes meet in one place.
var pairs = []struct {
	name string
	edit func(c *Config)
}{
	{"tied, learned positions", func(c *Config) { c.Tied, c.Positions = true, "learned" }},
	{"layernorm, gelu, learned positions", func(c *Config) { c.Norm, c.Activation, c.Positions = "layernorm", "gelu", "learned" }},
	{"layernorm, tied, multi-query", func(c *Config) { c.Norm, c.Tied, c.KVHeads = "layernorm", true, 1 }},
	{"post norm, tied", func(c *Config) { c.Placement, c.Tied = "post", true }},
	{"post norm, relu, sinusoidal", func(c *Config) { c.Placement, c.Activation, c.Positions = "post", "relu", "sinusoidal" }},
	{"post layernorm, gelu, bidirectional", func(c *Config) { c.Placement, c.Norm, c.Activation, c.Causal = "post", "layernorm", "gelu", false }},
	{"post norm, classifier", func(c *Config) { c.Placement, c.Classes = "post", 3 }},
	{"post norm, bidirectional classifier", func(c *Config) { c.Placement, c.Classes, c.Causal = "post", 3, false }},
	{"multi-query, bidirectional, no positions", func(c *Config) { c.KVHeads, c.Causal, c.Positions = 1, false, "none" }},
	{"three heads of their own width, multi-query", func(c *Config) { c.Heads, c.KVHeads, c.HeadSize = 3, 1, 6 }},
	{"one layer, post norm", func(c *Config) { c.Placement, c.Layers = "post", 1 }},
}

// TestGradientOfPairs checks pairs of variants as they are, with dropout, with adapters, and with both.
func TestGradientOfPairs(t *testing.T) {
	for _, v := range pairs {
		c := small(v.edit)
		for _, rate := range []float64{0, 0.3} {
			o := TrainerOptions{Dropout: Dropout{Rate: rate, Seed: 3}}
			t.Run(fmt.Sprintf("%s/dropout %g", v.name, rate), func(t *testing.T) {
				checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), o), someBatch(c))
			})
			t.Run(fmt.Sprintf("%s/adapters, dropout %g", v.name, rate), func(t *testing.T) {
				o.LoRA = livelyLoRA(t, c)
				checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), o), someBatch(c))
			})
		}
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

// TestLoRAGradientOfEachTarget adapts one matrix alone, and the output layer with all others.
func TestLoRAGradientOfEachTarget(t *testing.T) {
	for _, edit := range []func(c *Config){nil, func(c *Config) { c.Placement, c.Activation = "post", "gelu" }} {
		c := small(edit)
		targets := c.LoRATargets()
		for _, target := range targets {
			checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{LoRA: livelyLoRA(t, c, target)}), someBatch(c))
		}
		checkGradient(t, NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{LoRA: livelyLoRA(t, c, targets...)}), someBatch(c))
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
