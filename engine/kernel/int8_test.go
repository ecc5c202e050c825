package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// int8Chain is the specification of GemmInt8, without panels, shifts or tiles: it quantizes with the standard
// library's rounding.
func int8Chain(m, out, in int, a []float32, lda int, w, c []float32, ldc int, accumulate bool) {
	quantize := func(group []float32) (q []int64, scale float32) {
		most := float32(0)
		for _, v := range group {
			if v != v || math.IsInf(float64(v), 0) {
				return make([]int64, len(group)), float32(math.NaN())
			}
			most = max(most, v, -v)
		}
		for _, v := range group {
			if most < 0x1p-100 {
				q = append(q, 0)
				continue
			}
			q = append(q, int64(math.RoundToEven(float64(float32(v*float32(127/most))))))
			scale = most / 127
		}
		return q, scale
	}
	for i := range m {
		for o := range out {
			var s float32
			for g := 0; g < in; g += 64 {
				x, xs := quantize(a[i*lda+g : i*lda+min(g+64, in)])
				y, ys := quantize(w[o*in+g : o*in+min(g+64, in)])
				p := int64(0)
				for q := range x {
					p += x[q] * y[q]
				}
				s = fma32(float32(p), float32(ys*xs), s)
			}
			if accumulate {
				s = c[i*ldc+o] + s
			}
			c[i*ldc+o] = s
		}
	}
}

// TestGemmInt8 holds every implementation to the chain, for all numbers of rows and tails of outputs and inputs.
func TestGemmInt8(t *testing.T) {
	var shapes [][3]int
	for m := 1; m <= 26; m++ {
		shapes = append(shapes, [3]int{m, 17 + m, 16*m + m%17})
	}
	for in := 1; in <= 130; in++ {
		shapes = append(shapes, [3]int{1 + in%5, 1 + in%35, in})
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		shapes = append(shapes, [3]int{1 + r.IntN(30), 1 + r.IntN(100), 1 + r.IntN(700)})
	}
	for _, values := range []struct {
		name string
		make func(seed uint64, n int) []float32
	}{{"ordinary", noise}, {"awkward", awkward}, {"largest", extremes}} {
		t.Run(values.name, func(t *testing.T) {
			wants := map[string][]float32{}
			each(t, func(t *testing.T) {
				for _, s := range shapes {
					m, out, in := s[0], s[1], s[2]
					accumulate := in%2 == 0
					lda, ldc := in+3, out+5
					a, w, c := values.make(1, m*lda+1)[1:], values.make(2, out*in), noise(3, m*ldc)
					name := fmt.Sprintf("GemmInt8(%d, %d, %d, accumulate %v)", m, out, in, accumulate)
					if wants[name] == nil {
						want := append([]float32(nil), c...)
						int8Chain(m, out, in, a, lda, w, want, ldc, accumulate)
						wants[name] = want
					}
					for workers := 1; workers <= 3; workers += 2 {
						team := NewTeam(workers)
						got := append([]float32(nil), c...)
						team.GemmInt8(new(Int8Workspace), m, a, lda, NewInt8(team, NewRows(in, w)), got, ldc, accumulate)
						team.Close()
						if i := different(got, wants[name]); i >= 0 {
							t.Fatalf("%s, %d workers: c[%d] = %x, want %x", name, workers, i, got[i], wants[name][i])
						}
					}
				}
			})
		})
	}
}

// extremes returns the largest magnitudes alone, whose products would saturate sums of 16 bits.
func extremes(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 4))
	x := make([]float32, n)
	for i := range x {
		x[i] = 3
		if r.IntN(64) == 0 {
			x[i] = -3
		}
	}
	return x
}

// TestInt8Bytes counts a byte for a weight and a number for each group.
func TestInt8Bytes(t *testing.T) {
	team := NewTeam(1)
	defer team.Close()
	const out, in = 64, 1024
	if got, want := NewInt8(team, NewRows(in, noise(1, out*in))).Bytes(), out*(in+4*in/Int8Group); got != want {
		t.Errorf("Bytes() of %d x %d = %d, want %d", out, in, got, want)
	}
}

// TestGemmInt8IsNearGemm bounds what quantization costs: each factor is off by at most half of its step.
func TestGemmInt8IsNearGemm(t *testing.T) {
	const m, out, in = 5, 40, 640
	team := NewTeam(1)
	defer team.Close()
	a, w := noise(1, m*in), noise(2, out*in)
	want, got := make([]float32, m*out), make([]float32, m*out)
	team.Gemm(false, true, m, out, in, a, in, w, in, want, out, false)
	team.GemmInt8(new(Int8Workspace), m, a, in, NewInt8(team, NewRows(in, w)), got, out, false)
	for i := range m {
		for o := range out {
			bound := 0.0
			for g := 0; g < in; g += Int8Group {
				x, y := a[i*in+g:][:Int8Group], w[o*in+g:][:Int8Group]
				sx, sy := float64(MaxAbs(x))/127, float64(MaxAbs(y))/127
				for q := range x {
					bound += sx/2*math.Abs(float64(y[q])) + sy/2*math.Abs(float64(x[q])) + sx*sy/4
				}
			}
			if e := math.Abs(float64(got[i*out+o] - want[i*out+o])); e > bound*1.0001 {
				t.Errorf("GemmInt8[%d, %d] is %g from Gemm's %g, want at most %g", i, o, e, want[i*out+o], bound)
			}
		}
	}
}
