package page

import (
	"math"
	"strconv"
)

// A scale maps values to positions along an axis, linearly. The ends of the
// two ranges correspond.
type scale struct{ low, high, from, to float64 }

// at returns the position of v, which may lie outside the axis.
func (s scale) at(v float64) float64 {
	if !(s.high > s.low) {
		return (s.from + s.to) / 2
	}
	share := (v - s.low) / (s.high - s.low)
	return s.from + float64(share*(s.to-s.from))
}

// inside returns the position of v, or of the end it lies beyond.
func (s scale) inside(v float64) float64 {
	return s.at(min(max(v, s.low), s.high))
}

// step returns the smallest of 1, 2 and 5 times a power of ten that divides a
// span into at most n parts, and how many decimals its multiples need.
func step(span float64, n int) (size float64, digits int) {
	least := span / float64(n)
	if !(least > 0) || math.IsInf(least, 0) {
		return 1, 0
	}
	size = 1
	for size >= least && size > 1e-12 {
		size /= 10
		digits++
	}
	for size*10 < least {
		size *= 10
		digits = max(0, digits-1)
	}
	for _, m := range []float64{1, 2, 5} {
		if m*size >= least {
			return m * size, digits
		}
	}
	return 10 * size, max(0, digits-1)
}

// A tick is a labelled position on an axis.
type tick struct {
	value float64
	label string
}

// ticks returns at most n+1 round values from low to high.
func ticks(low, high float64, n int) []tick {
	size, digits := step(high-low, n)
	var t []tick
	first := math.Ceil(low/size - 1e-9)
	for i := range n + 2 {
		v := (first + float64(i)) * size
		if v > high+float64(size*1e-9) {
			break
		}
		t = append(t, tick{v, strconv.FormatFloat(v, 'f', digits, 64)})
	}
	return t
}

// countTicks returns round whole numbers from 0 to high.
func countTicks(high int64, n int) []tick {
	size, _ := step(float64(high), n)
	size = max(1, size)
	var t []tick
	for v := 0.0; v <= float64(high) && len(t) <= n+1; v += size {
		t = append(t, tick{v, compact(int64(v))})
	}
	return t
}
