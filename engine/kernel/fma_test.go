package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exactFMA rounds a*b + c once, by arithmetic of unlimited precision.
func exactFMA(a, b, c float32) float32 {
	big64 := func(x float32) *big.Float { return new(big.Float).SetPrec(2000).SetFloat64(float64(x)) }
	s := new(big.Float).SetPrec(2000).Mul(big64(a), big64(b))
	s.Add(s, big64(c))
	f, _ := s.Float32()
	return f
}

func TestFMA32(t *testing.T) {
	cases := []struct{ a, b, c float32 }{
		{1, 1, 1}, {0x1.000002p0, 0x1.000002p0, -1},
		{0x1p-75, 0x1p-75, 0}, {0x1p-75, 0x1p-74, 0x1p-149}, {-0x1.8p-75, 0x1p-75, 0x1p-149},
		{0x1.fffffep127, 1, 0x1p103}, {0x1.fffffep127, 1, 0x1.fffffep102}, {0x1.fffffep127, 2, -0x1.fffffep127},
		// The product sits on a tie of c's last bit, a hair above or below it.
		{0x1.000002p0, 0x1p-24, 1}, {0x1.000002p0, 0x1.fffffcp-25, 1}, {0x1p-12, 0x1p-12, 1}, {0x1p-12, 0x1p-12, 0x1.000002p0},
		{0x1.000002p-12, 0x1.fffffep-13, 1}, {-0x1.000002p-12, 0x1.fffffep-13, 0x1.000002p0},
	}
	for _, x := range cases {
		if got, want := fma32(x.a, x.b, x.c), exactFMA(x.a, x.b, x.c); got != want {
			t.Errorf("fma32(%x, %x, %x) = %x, want %x", x.a, x.b, x.c, got, want)
		}
	}
}

// TestFMA32Ties aims at sums that lie within a hair of the middle between two float32, where rounding twice
// goes wrong: c near 1 and a product near a power of two half a unit below.
func TestFMA32Ties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	wrong := 0
	for range 200000 {
		e := r.IntN(60) - 30
		a := float32(math.Ldexp(1+float64(r.IntN(64))*0x1p-23, e))
		b := float32(math.Ldexp(1-float64(r.IntN(64))*0x1p-24, -24-e))
		c := float32(1 + float64(r.IntN(16))*0x1p-23)
		if r.IntN(2) == 0 {
			a = -a
		}
		if r.IntN(4) == 0 { // among the subnormals
			a, b, c = a*0x1p-60, b*0x1p-66, c*0x1p-130
		}
		want := exactFMA(a, b, c)
		if got := fma32(a, b, c); got != want {
			t.Fatalf("fma32(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
		if float32(math.FMA(float64(a), float64(b), float64(c))) != want {
			wrong++
		}
	}
	if wrong == 0 {
		t.Error("no case on which rounding twice fails: the test aims badly")
	}
}

func TestFMA32Special(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	negativeZero := float32(math.Copysign(0, -1))
	for _, x := range []struct{ a, b, c, want float32 }{
		{inf, 1, 1, inf}, {1, 1, -inf, -inf}, {inf, 1, -inf, nan}, {0, inf, 1, nan}, {nan, 1, 1, nan},
		{0, 1, negativeZero, 0}, {-1, 0, negativeZero, negativeZero}, {1, 1, -1, 0}, {-0x1p-100, 0x1p-100, 0, negativeZero},
	} {
		if got := fma32(x.a, x.b, x.c); different([]float32{got}, []float32{x.want}) >= 0 {
			t.Errorf("fma32(%x, %x, %x) = %x, want %x", x.a, x.b, x.c, got, x.want)
		}
	}
}
