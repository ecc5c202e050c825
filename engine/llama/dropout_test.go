package llama

import (
	"math"
	"testing"
)

// maskOf returns what dropout multiplies one row with.
func maskOf(c Config, d Dropout, step, layer, site, row int) []float32 {
	p := &plan{drop: newDropping(c, d, 1), layer: layer}
	p.drop.step = uint64(step)
	mask := make([]float32, c.Dim)
	p.fillMask(mask, site, row)
	return mask
}

func TestDropoutHidesItsShare(t *testing.T) {
	c := small(func(c *Config) { c.Dim = 1 << 10 })
	for _, rate := range []float64{0.1, 0.5, 0.9} {
		const rows = 100
		hidden, both := 0, 0 // both of two neighbours
		for r := range rows {
			mask := maskOf(c, Dropout{rate, 5}, 0, 0, siteFFN, r)
			for i, m := range mask {
				if m != 0 && m != float32(1/(1-rate)) {
					t.Fatalf("rate %g: an element counts %g, want 0 or %g", rate, m, 1/(1-rate))
				}
				if m == 0 {
					hidden++
					if i > 0 && mask[i-1] == 0 {
						both++
					}
				}
			}
		}
		// Five standard deviations.
		n := float64(rows * c.Dim)
		for _, s := range []struct {
			what      string
			got, want float64
		}{{"elements", float64(hidden) / n, rate}, {"pairs of neighbours", float64(both) / n, rate * rate}} {
			if math.Abs(s.got-s.want) > 5*math.Sqrt(s.want*(1-s.want)/n)+1e-3 {
				t.Errorf("rate %g: hides %.4f of %s, want %.4f", rate, s.got, s.what, s.want)
			}
		}
	}
}

// TestDropoutDiffers changes each coordinate of the counter alone: the mask is another, about as unlike as chance.
func TestDropoutDiffers(t *testing.T) {
	c := small(func(c *Config) { c.Dim = 4096 })
	base := maskOf(c, Dropout{0.5, 1}, 2, 3, siteAttention, 4)
	for name, mask := range map[string][]float32{
		"seed":  maskOf(c, Dropout{0.5, 2}, 2, 3, siteAttention, 4),
		"step":  maskOf(c, Dropout{0.5, 1}, 3, 3, siteAttention, 4),
		"layer": maskOf(c, Dropout{0.5, 1}, 2, 2, siteAttention, 4),
		"site":  maskOf(c, Dropout{0.5, 1}, 2, 3, siteFFN, 4),
		"row":   maskOf(c, Dropout{0.5, 1}, 2, 3, siteAttention, 5),
		"swap":  maskOf(c, Dropout{0.5, 1}, 3, 2, siteAttention, 4),
	} {
		same := 0
		for i := range mask {
			if mask[i] == base[i] {
				same++
			}
		}
		if share := float64(same) / float64(c.Dim); math.Abs(share-0.5) > 5*0.5/math.Sqrt(float64(c.Dim)) {
			t.Errorf("another %s: %.3f of the mask is the same, want about 0.5", name, share)
		}
	}
}

// TestDropoutIsOffOutsideOfTraining holds the loss to that of a trainer without dropout, before and after a gradient.
func TestDropoutIsOffOutsideOfTraining(t *testing.T) {
	c := small(nil)
	b := someBatch(c)
	w := lively(c)
	want := NewTrainer(newTeam(t, 1), w, TrainerOptions{}).Loss(b)
	tr := NewTrainer(newTeam(t, 1), w, TrainerOptions{Dropout: Dropout{Rate: 0.3}})
	if got := tr.Loss(b); got != want {
		t.Errorf("Loss = %v, want %v", got, want)
	}
	losses := make(map[float64]bool)
	for step := range 4 {
		b.Step = step
		losses[tr.Gradient(b)] = true
	}
	if len(losses) != 4 || losses[want] {
		t.Errorf("losses of four steps with dropout = %v, want all different, and none %v", losses, want)
	}
	if got := tr.Loss(b); got != want {
		t.Errorf("Loss after steps = %v, want %v", got, want)
	}
}

func TestDropoutOfNoRate(t *testing.T) {
	c := small(nil)
	for _, rate := range []float64{-0.1, 1, math.NaN()} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a trainer with dropout of rate %v", rate)
				}
			}()
			NewTrainer(newTeam(t, 1), lively(c), TrainerOptions{Dropout: Dropout{Rate: rate}})
		}()
	}
}
