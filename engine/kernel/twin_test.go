package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// rowOperations lists the row operations as functions of five rows of one length, which they may overwrite, and a
// number; a result that is not a row is returned.
var rowOperations = []struct {
	name string
	run  func(r [5][]float32, s float32) float32
}{
	{"Add", func(r [5][]float32, s float32) float32 { Add(r[0], r[1], r[2]); return 0 }},
	{"Add in place", func(r [5][]float32, s float32) float32 { Add(r[0], r[0], r[0]); return 0 }},
	{"Mul", func(r [5][]float32, s float32) float32 { Mul(r[0], r[1], r[2]); return 0 }},
	{"Scale", func(r [5][]float32, s float32) float32 { Scale(r[0], r[1], s); return 0 }},
	{"AddScaled", func(r [5][]float32, s float32) float32 { AddScaled(r[0], r[1], s); return 0 }},
	{"Dot", func(r [5][]float32, s float32) float32 { return Dot(r[0], r[1]) }},
	{"SumSquares", func(r [5][]float32, s float32) float32 { return SumSquares(r[0]) }},
	{"Max", func(r [5][]float32, s float32) float32 { return Max(r[0]) }},
	{"MaxAbs", func(r [5][]float32, s float32) float32 { return MaxAbs(r[0]) }},
	{"Softmax", func(r [5][]float32, s float32) float32 { Softmax(r[0], r[1], 0.25); return 0 }},
	{"Softmax in place", func(r [5][]float32, s float32) float32 { Softmax(r[0], r[0], 1); return 0 }},
	{"SoftmaxBackward", func(r [5][]float32, s float32) float32 { SoftmaxBackward(r[0], r[1], r[2], s); return 0 }},
	{"LogSumExp", func(r [5][]float32, s float32) float32 { return float32(LogSumExp(r[0], r[1])) }},
	{"CrossEntropy", func(r [5][]float32, s float32) float32 {
		if len(r[0]) == 0 {
			return 0
		}
		return float32(CrossEntropy(r[0], len(r[0])/2, s))
	}},
	{"SwiGLU", func(r [5][]float32, s float32) float32 { SwiGLU(r[0], r[1], r[2]); return 0 }},
	{"SwiGLUBackward", func(r [5][]float32, s float32) float32 {
		SwiGLUBackward(r[0], r[1], r[2], r[3], r[4])
		return 0
	}},
	{"SwiGLUBackward in place", func(r [5][]float32, s float32) float32 {
		SwiGLUBackward(r[0], r[1], r[2], r[0], r[1])
		return 0
	}},
	{"RMSNorm", func(r [5][]float32, s float32) float32 { return RMSNorm(r[0], r[1], r[2], 1e-5) }},
	{"RMSNormBackward", func(r [5][]float32, s float32) float32 {
		RMSNormBackward(r[0], r[1], r[2], r[3], s)
		return 0
	}},
	{"RMSNormWeightGrad", func(r [5][]float32, s float32) float32 { RMSNormWeightGrad(r[0], r[1], r[2], s); return 0 }},
	{"AdamW", func(r [5][]float32, s float32) float32 {
		step := AdamW{1e-3, 0.9, 0.95, 1e-8, 0.1, 1 / (1 - 0.9), 1 / (1 - 0.95), s}
		Mul(r[3], r[3], r[3]) // a second moment is not negative
		step.Update(r[0], r[1], r[2], r[3])
		return 0
	}},
	{"Rope", func(r [5][]float32, s float32) float32 {
		if len(r[0])%2 == 0 && len(r[0]) > 0 {
			rope := NewRope(4, len(r[0]), 10000)
			rope.Apply(r[0], 3)
			rope.Invert(r[1], 2)
		}
		return 0
	}},
}

// awkward returns n values among which are zeros of both signs, subnormals, infinities, NaNs and the ends of
// the range.
func awkward(seed uint64, n int) []float32 {
	special := []float32{
		0, float32(math.Copysign(0, -1)), 1, -1, math.SmallestNonzeroFloat32, -3e-40, 0x1p-126, -0x1p-126, 1e-20, -1e-20, 87.1, -87.2, 88.7, -103.9,
		math.MaxFloat32, -math.MaxFloat32, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), 1e19, -1e19,
	}
	r := rand.New(rand.NewPCG(seed, 2))
	x := noise(seed, n)
	for i := range x {
		if r.IntN(8) == 0 {
			x[i] = special[r.IntN(len(special))]
		}
	}
	return x
}

// TestTwins holds every row operation of every implementation to the bits of the generic one, at every length
// and at odd offsets, and sees that nothing around the rows is touched.
func TestTwins(t *testing.T) {
	for _, values := range []struct {
		name string
		make func(seed uint64, n int) []float32
	}{{"ordinary", noise}, {"awkward", awkward}} {
		for _, op := range rowOperations {
			t.Run(values.name+"/"+op.name, func(t *testing.T) {
				twins(t, values.make, op.run)
			})
		}
	}
}

func twins(t *testing.T, values func(seed uint64, n int) []float32, run func(r [5][]float32, s float32) float32) {
	type outcome struct {
		rows   [5][]float32
		result float32
	}
	const margin = 20
	compute := func(n int) outcome {
		var o outcome
		var parts [5][]float32
		for i := range o.rows {
			at := (n + 3*i) % 5
			o.rows[i] = values(uint64(100*n+i), n+margin+at)
			parts[i] = o.rows[i][at : at+n : at+n]
		}
		o.result = run(parts, 0.3)
		return o
	}
	var want []outcome
	each(t, func(t *testing.T) {
		for n := range 131 {
			got := compute(n)
			if Implementation() == "generic" {
				want = append(want, got)
				continue
			}
			for i := range got.rows {
				if at := different(got.rows[i], want[n].rows[i]); at >= 0 {
					t.Fatalf("length %d: row %d[%d] = %x, want %x", n, i, at, got.rows[i][at], want[n].rows[i][at])
				}
			}
			if different([]float32{got.result}, []float32{want[n].result}) >= 0 {
				t.Fatalf("length %d: result %x, want %x", n, got.result, want[n].result)
			}
		}
	})
}

// TestTwinsExp compares the exponentials on a sweep of all exponents and many fractions.
func TestTwinsExp(t *testing.T) {
	x := make([]float32, 0, 1<<20)
	for bits := uint64(0); bits < 1<<32; bits += 4099 {
		x = append(x, math.Float32frombits(uint32(bits)))
	}
	ones := make([]float32, len(x))
	for i := range ones {
		ones[i] = 1
	}
	var want []float32
	each(t, func(t *testing.T) {
		got := make([]float32, 2*len(x))
		active.expSum(got[:len(x)], x, 1, 0)
		SwiGLU(got[len(x):], x, ones)
		if Implementation() == "generic" {
			want = got
			return
		}
		if i := different(got, want); i >= 0 {
			t.Fatalf("at %x: %x, want %x", x[i%len(x)], got[i], want[i])
		}
	})
}
