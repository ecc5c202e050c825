package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The functions of package math are good to the last bit or nearly so, which makes them a reference here, though
// not an implementation: their last bit depends on the machine.

func TestMath64(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	uniform := func(low, high float64) func() float64 {
		return func() float64 { return low + (high-low)*r.Float64() }
	}
	for _, c := range []struct {
		name      string
		got, want func(float64) float64
		arguments func() float64
		tolerance float64 // relative, or absolute where the function crosses zero
	}{
		{"Exp64", Exp64, math.Exp, uniform(-700, 700), 3e-16},
		{"Exp64 near 0", Exp64, math.Exp, uniform(-1, 1), 3e-16},
		{"Log64", Log64, math.Log, func() float64 { return math.Exp2(uniform(-1000, 1000)()) }, 3e-16},
		{"Log64 near 1", Log64, math.Log, uniform(0.5, 2), 3e-16},
		{"Sin64", Sin64, math.Sin, uniform(-10, 10), 3e-16},
		{"Cos64", Cos64, math.Cos, uniform(-10, 10), 3e-16},
		{"Sin64 far", Sin64, math.Sin, uniform(-1e6, 1e6), 3e-16},
		{"Cos64 far", Cos64, math.Cos, uniform(-1e6, 1e6), 3e-16},
	} {
		t.Run(c.name, func(t *testing.T) {
			for range 50000 {
				x := c.arguments()
				got, want := c.got(x), c.want(x)
				if math.Abs(got-want) > c.tolerance*math.Abs(want)+1e-19 {
					t.Fatalf("%s(%v) = %v, want %v", c.name, x, got, want)
				}
			}
		})
	}
}

func TestMath64Special(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp64(0)", Exp64(0), 1}, {"Exp64(-Inf)", Exp64(-inf), 0}, {"Exp64(Inf)", Exp64(inf), inf}, {"Exp64(NaN)", Exp64(nan), nan},
		{"Exp64(710)", Exp64(710), inf}, {"Exp64(-746)", Exp64(-746), 0}, {"Exp64(709.7)", Exp64(709.7), 1.6549840276802644e+308},
		{"Log64(1)", Log64(1), 0}, {"Log64(0)", Log64(0), -inf}, {"Log64(-1)", Log64(-1), nan}, {"Log64(Inf)", Log64(inf), inf},
		{"Log64(NaN)", Log64(nan), nan}, {"Sin64(0)", Sin64(0), 0}, {"Cos64(0)", Cos64(0), 1},
	} {
		if c.got != c.want && !(c.got != c.got && c.want != c.want) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestExp bounds the error of Exp by 1.1 units in the last place over its whole range.
func TestExp(t *testing.T) {
	for bits := uint64(0); bits < 1<<32; bits += 9973 {
		x := math.Float32frombits(uint32(bits))
		want := math.Exp(float64(x))
		if !(x > -86.98 && x < 88.72) {
			continue
		}
		unit := float64(math.Nextafter32(float32(want), float32(math.Inf(1)))) - float64(float32(want))
		if got := Exp(x); math.Abs(float64(got)-want) > 1.1*unit {
			t.Fatalf("Exp(%v) = %v, want %v: %.2f units off", x, got, want, math.Abs(float64(got)-want)/unit)
		}
	}
	inf := float32(math.Inf(1))
	for _, c := range []struct{ x, want float32 }{{0, 1}, {-inf, 0}, {inf, inf}, {-87, 0}, {-1e30, 0}, {88.73, inf}, {1e30, inf}} {
		if got := Exp(c.x); got != c.want {
			t.Errorf("Exp(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	if got := Exp(float32(math.NaN())); got == got {
		t.Errorf("Exp(NaN) = %v, want NaN", got)
	}
	if got := Log(2); got != math.Ln2 {
		t.Errorf("Log(2) = %v, want %v", got, float32(math.Ln2))
	}
}

// gradientOf differentiates f at x by central differences.
func gradientOf(f func(x []float64) float64, x []float64) []float64 {
	const h = 1e-5
	g := make([]float64, len(x))
	for i, v := range x {
		x[i] = v + h
		up := f(x)
		x[i] = v - h
		g[i] = (up - f(x)) / (2 * h)
		x[i] = v
	}
	return g
}

func float64s(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// near fails the test unless got is want within a few roundings.
func near(t *testing.T, name string, got []float32, want []float64) {
	t.Helper()
	for i := range want {
		if math.Abs(float64(got[i])-want[i]) > 2e-5*(1+math.Abs(want[i])) {
			t.Fatalf("%s[%d] = %g, want %g", name, i, got[i], want[i])
		}
	}
}

// small returns n values of ordinary size, as activations are.
func small(seed uint64, n int) []float32 {
	r := rand.New(rand.NewPCG(seed, 3))
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func dot64(x, y []float64) float64 {
	s := 0.0
	for i := range x {
		s += x[i] * y[i]
	}
	return s
}

const width = 37 // of the rows below: two whole rounds and a rest

func TestSoftmaxGradient(t *testing.T) {
	x, dy := small(1, width), small(2, width)
	const scale = 0.25
	softmax := func(x []float64) []float64 {
		y, sum := make([]float64, len(x)), 0.0
		for i := range x {
			y[i] = math.Exp(scale * x[i])
			sum += y[i]
		}
		for i := range y {
			y[i] /= sum
		}
		return y
	}
	y, dx := make([]float32, width), make([]float32, width)
	Softmax(y, x, scale)
	near(t, "Softmax", y, softmax(float64s(x)))
	SoftmaxBackward(dx, y, dy, scale)
	near(t, "SoftmaxBackward", dx, gradientOf(func(x []float64) float64 { return dot64(softmax(x), float64s(dy)) }, float64s(x)))
}

func TestCrossEntropyGradient(t *testing.T) {
	x := small(1, width)
	const target, scale = 11, 0.5
	loss := func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += math.Exp(v)
		}
		return math.Log(sum) - x[target]
	}
	want, slope := loss(float64s(x)), gradientOf(loss, float64s(x))
	for i := range slope {
		slope[i] *= scale
	}
	if got := LogSumExp(x, make([]float32, width)); math.Abs(got-want-float64(x[target])) > 1e-6 {
		t.Errorf("LogSumExp = %v, want %v", got, want+float64(x[target]))
	}
	if got := CrossEntropy(x, target, scale); math.Abs(got-want) > 1e-6 {
		t.Errorf("CrossEntropy = %v, want %v", got, want)
	}
	near(t, "gradient of CrossEntropy", x, slope)
}

func TestSwiGLUGradient(t *testing.T) {
	a, b, dy := small(1, width), small(2, width), small(3, width)
	silu := func(a float64) float64 { return a / (1 + math.Exp(-a)) }
	f := func(a, b []float64) float64 {
		s := 0.0
		for i := range a {
			s += silu(a[i]) * b[i] * float64(dy[i])
		}
		return s
	}
	y, da, db := make([]float32, width), make([]float32, width), make([]float32, width)
	SwiGLU(y, a, b)
	want := make([]float64, width)
	for i := range want {
		want[i] = silu(float64(a[i])) * float64(b[i])
	}
	near(t, "SwiGLU", y, want)
	SwiGLUBackward(da, db, dy, a, b)
	near(t, "da", da, gradientOf(func(x []float64) float64 { return f(x, float64s(b)) }, float64s(a)))
	near(t, "db", db, gradientOf(func(x []float64) float64 { return f(float64s(a), x) }, float64s(b)))
}

func TestRMSNormGradient(t *testing.T) {
	x, w, dy := small(1, width), small(2, width), small(3, width)
	const eps = 1e-5
	norm := func(x, w []float64) []float64 {
		y, inv := make([]float64, len(x)), 1/math.Sqrt(dot64(x, x)/float64(len(x))+eps)
		for i := range y {
			y[i] = x[i] * w[i] * inv
		}
		return y
	}
	f := func(x, w []float64) float64 { return dot64(norm(x, w), float64s(dy)) }
	y, dx, dw := make([]float32, width), small(4, width), small(5, width)
	before := [2][]float64{float64s(dx), float64s(dw)}
	inv := RMSNorm(y, x, w, eps)
	near(t, "RMSNorm", y, norm(float64s(x), float64s(w)))
	RMSNormBackward(dx, dy, x, w, inv)
	RMSNormWeightGrad(dw, dy, x, inv)
	wantX := gradientOf(func(x []float64) float64 { return f(x, float64s(w)) }, float64s(x))
	wantW := gradientOf(func(w []float64) float64 { return f(float64s(x), w) }, float64s(w))
	for i := range wantX { // both add to what is there
		wantX[i] += before[0][i]
		wantW[i] += before[1][i]
	}
	near(t, "dx", dx, wantX)
	near(t, "dw", dw, wantW)
}

func TestRope(t *testing.T) {
	const dim, heads, pos, theta = 6, 3, 5, 10000.0
	x := small(1, heads*dim)
	want := make([]float64, len(x))
	for i := 0; i < len(x); i += 2 {
		angle := pos * math.Pow(theta, -float64(i%dim)/dim)
		a, b := float64(x[i]), float64(x[i+1])
		want[i] = a*math.Cos(angle) - b*math.Sin(angle)
		want[i+1] = a*math.Sin(angle) + b*math.Cos(angle)
	}
	rope := NewRope(8, dim, theta)
	if got := rope.Positions(); got != 8 {
		t.Errorf("Positions() = %d, want 8", got)
	}
	y := append([]float32(nil), x...)
	rope.Apply(y, pos)
	near(t, "Apply", y, want)
	rope.Invert(y, pos)
	near(t, "Invert(Apply)", y, float64s(x))
}

func TestAdamW(t *testing.T) {
	const lr, b1, b2, eps, decay, clip = 0.01, 0.9, 0.95, 1e-8, 0.1, 0.5
	p, m, v := small(1, width), make([]float32, width), make([]float32, width)
	wantP, wantM, wantV := float64s(p), make([]float64, width), make([]float64, width)
	for step := 1; step <= 5; step++ {
		g := small(uint64(step+10), width)
		c1, c2 := 1/(1-math.Pow(b1, float64(step))), 1/(1-math.Pow(b2, float64(step)))
		s := AdamW{lr, b1, b2, eps, decay, float32(c1), float32(c2), clip}
		s.Update(p, g, m, v)
		for i := range wantP {
			d := clip * float64(g[i])
			wantM[i] = b1*wantM[i] + (1-b1)*d
			wantV[i] = b2*wantV[i] + (1-b2)*d*d
			wantP[i] -= lr * (wantM[i]*c1/(math.Sqrt(wantV[i]*c2)+eps) + decay*wantP[i])
		}
	}
	near(t, "parameters", p, wantP)
	near(t, "first moment", m, wantM)
	near(t, "second moment", v, wantV)
}

func TestArgMax(t *testing.T) {
	nan, inf, zero := float32(math.NaN()), float32(math.Inf(-1)), float32(math.Copysign(0, -1))
	each(t, func(t *testing.T) {
		for _, c := range []struct {
			x    []float32
			want int
		}{
			{nil, -1}, {[]float32{nan}, -1}, {[]float32{inf}, 0}, {[]float32{nan, inf}, 1}, {[]float32{1, 3, 3, 2}, 1},
			{[]float32{nan, -1, nan}, 1}, {[]float32{-1, zero, 0}, 1}, {[]float32{-1, 0, zero}, 1},
		} {
			if got := ArgMax(c.x); got != c.want {
				t.Errorf("ArgMax(%v) = %d, want %d", c.x, got, c.want)
			}
		}
	})
}

func TestMaxima(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	each(t, func(t *testing.T) {
		for _, c := range []struct {
			x           []float32
			max, maxAbs float32
		}{{nil, -inf, 0}, {[]float32{-3, -2}, -2, 3}, {[]float32{1, nan, 2}, 2, nan}, {[]float32{-inf, 1}, 1, inf}} {
			got := []float32{Max(c.x), MaxAbs(c.x)}
			if different(got, []float32{c.max, c.maxAbs}) >= 0 {
				t.Errorf("Max, MaxAbs of %v = %v, want %v, %v", c.x, got, c.max, c.maxAbs)
			}
		}
	})
}

// TestDotSign checks that products which vanish below zero leave no sign, whatever number of lanes they fill.
func TestDotSign(t *testing.T) {
	each(t, func(t *testing.T) {
		for n := range 40 {
			x, y := make([]float32, n), make([]float32, n)
			for i := range x {
				x[i], y[i] = 1e-40, -1e-40
			}
			if got := Dot(x, y); got != 0 || math.Signbit(float64(got)) {
				t.Fatalf("Dot of %d vanishing products = %g, want +0", n, got)
			}
		}
	})
}
