package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// each runs a test once for every implementation of this machine and restores the one in use.
func each(t *testing.T, f func(t *testing.T)) {
	before := Implementation()
	t.Cleanup(func() {
		if err := Use(before); err != nil {
			t.Fatal(err)
		}
	})
	for _, name := range Implementations() {
		t.Run(name, func(t *testing.T) {
			if err := Use(name); err != nil {
				t.Fatal(err)
			}
			f(t)
		})
	}
}

// noise returns n values of mixed sign and size, the same for the same seed.
func noise(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64() * math.Exp2(float64(r.IntN(9)-4)))
	}
	return x
}

// different returns the first index at which two slices differ in a bit, counting all NaNs as one, or -1.
func different(x, y []float32) int {
	if len(x) != len(y) {
		return min(len(x), len(y))
	}
	for i := range x {
		if math.Float32bits(x[i]) != math.Float32bits(y[i]) && (x[i] == x[i] || y[i] == y[i]) {
			return i
		}
	}
	return -1
}
