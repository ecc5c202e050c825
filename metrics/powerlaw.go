package metrics

import (
	"fmt"
	"math"
	"slices"
)

// A PowerLaw is the curve y = Floor + Scale * x^-Exponent, by which the loss of
// a model falls with the size of its data (Hestness et al., "Deep Learning
// Scaling is Predictable, Empirically", 2017, section 2; Hoffmann et al.,
// "Training Compute-Optimal Large Language Models", 2022, equation 10, in one
// variable). Scale is negative where y grows with x.
type PowerLaw struct {
	Floor, Scale, Exponent float64
}

// At returns the curve's value at x > 0.
func (p PowerLaw) At(x float64) float64 { return p.Floor + float64(p.Scale*power(x, -p.Exponent)) }

// Exponents between which a fit searches: a curve outside is not to be told from
// a line or a step.
const (
	MinExponent = 1.0 / 64
	MaxExponent = 4.0
)

// exponentSteps is how finely a fit looks before it narrows down.
const exponentSteps = 256

// AtEdge reports whether a fit ended where its search ends: the least sum of
// squares lies outside, or is the same everywhere, and the values do not
// determine the exponent.
func (p PowerLaw) AtEdge() bool {
	const near = 1e-9 // of what rounding leaves between a search and its end
	return p.Exponent < MinExponent*(1+near) || p.Exponent > MaxExponent*(1-near)
}

// FitPowerLaw returns the power law with the least sum of squared residuals
// among those with a floor of at least 0. It wants as many y as x, all finite,
// x above 0, and at least four different x: with three, every curve fits.
//
// For one exponent the fit is linear, so that the search is in one variable.
func FitPowerLaw(x, y []float64) (PowerLaw, error) {
	if len(x) != len(y) {
		return PowerLaw{}, fmt.Errorf("power law: got %d sizes and %d values", len(x), len(y))
	}
	for i := range x {
		if !(x[i] > 0) || math.IsInf(x[i], 0) || math.IsNaN(y[i]) || math.IsInf(y[i], 0) {
			return PowerLaw{}, fmt.Errorf("power law: got the value %g at size %g, want finite values at sizes above 0", y[i], x[i])
		}
	}
	sizes := slices.Clone(x)
	slices.Sort(sizes)
	if n := len(slices.Compact(sizes)); n < 4 {
		return PowerLaw{}, fmt.Errorf("power law: got %d different sizes, want at least 4", n)
	}
	// The exponent is searched on a logarithmic scale.
	low, step := log(MinExponent), (log(MaxExponent)-log(MinExponent))/exponentSteps
	at := func(i float64) (PowerLaw, float64) { return fitScale(x, y, exp(low+float64(i*step))) }
	best, least := 0, math.Inf(1)
	for i := range exponentSteps + 1 {
		if _, sum := at(float64(i)); sum < least {
			best, least = i, sum
		}
	}
	law, _ := at(narrow(float64(max(best-1, 0)), float64(min(best+1, exponentSteps)), func(i float64) float64 {
		_, sum := at(i)
		return sum
	}))
	return law, nil
}

// narrow returns where f, which has one minimum between two bounds, has it: by
// golden sections (Kiefer, "Sequential Minimax Search for a Maximum", 1953).
func narrow(low, high float64, f func(float64) float64) float64 {
	const golden = 0.6180339887498949
	a, b := high-float64(golden*(high-low)), low+float64(golden*(high-low))
	fa, fb := f(a), f(b)
	for range 80 { // to a part in 10^16 of the bracket
		if fa <= fb {
			high, b, fb = b, a, fa
			a = high - float64(golden*(high-low))
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + float64(golden*(high-low))
			fb = f(b)
		}
	}
	return (low + high) / 2
}

// fitScale returns the best curve of one exponent and its sum of squares.
func fitScale(x, y []float64, exponent float64) (PowerLaw, float64) {
	u := make([]float64, len(x))
	for i := range x {
		u[i] = power(x[i], -exponent)
	}
	mu, my := mean(u), mean(y)
	var uy, uu float64
	for i := range u {
		uy += float64((u[i] - mu) * (y[i] - my))
		uu += float64((u[i] - mu) * (u[i] - mu))
	}
	p := PowerLaw{Exponent: exponent, Scale: uy / uu}
	if p.Floor = my - float64(p.Scale*mu); p.Floor < 0 {
		p.Floor, p.Scale = 0, throughZero(u, y)
	}
	var sum float64
	for i := range u {
		r := y[i] - p.Floor - float64(p.Scale*u[i])
		sum += float64(r * r)
	}
	return p, sum
}

// throughZero returns the slope of the best line through the origin.
func throughZero(u, y []float64) float64 {
	var uy, uu float64
	for i := range u {
		uy += float64(u[i] * y[i])
		uu += float64(u[i] * u[i])
	}
	return uy / uu
}

// power returns x^y for x > 0.
func power(x, y float64) float64 { return exp(float64(y * log(x))) }
