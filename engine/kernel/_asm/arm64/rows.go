package main

import "math"

// reductions generates dotGeneric, dot3Generic, maxGeneric and maxAbsGeneric.
func reductions(f *file) {
	l := newLoop(f, "dot", "x, y", "", "float32")
	l.reduce(l.zero())
	l.run(func(c cell) { c.fma(c.load(0), c.load(1), c.sums[c.j]) })
	l.sum()

	l = newLoop(f, "dot3", "x, y, z", "", "float32")
	l.reduce(l.zero())
	l.run(func(c cell) {
		x := c.load(0)
		c.mul(x, c.load(1), x)
		c.fma(x, c.load(2), c.sums[c.j])
	})
	l.sum()

	l = newLoop(f, "max", "x", "", "float32")
	lowest := l.float(math.Inf(-1))
	l.reduce(lowest)
	largest := func(y, x vec) { // y > x ? y : x, so a NaN in y is passed over
		l.scratch(func() {
			more := l.vector()
			l.greater(y, x, more)
			l.op("VBIT %v.B16, %v.B16, %v.B16", more, y, x)
		})
	}
	l.run(func(c cell) {
		x := c.load(0)
		c.fill(x, lowest)
		largest(x, c.sums[c.j])
	})
	l.positive(l.fold(largest))

	l = newLoop(f, "maxAbs", "x", "", "float32")
	magnitude := l.constant(0x7fffffff)
	l.reduce(l.zero())
	larger := func(y, x vec) { l.op("VUMAX %v.S4, %v.S4, %v.S4", y, x, x) }
	l.run(func(c cell) {
		x := c.load(0)
		c.op("VAND %v.B16, %v.B16, %v.B16", magnitude, x, x)
		larger(x, c.sums[c.j])
	})
	l.result(l.fold(larger))
}

// elementwise generates the operations of elementwise.go.
func elementwise(f *file) {
	l := newLoop(f, "add", "dst, x, y", "", "")
	l.run(func(c cell) {
		x := c.load(1)
		c.add(x, c.load(2), x)
		c.store(0, x)
	})
	l.op("RET")

	l = newLoop(f, "mul", "dst, x, y", "", "")
	l.run(func(c cell) {
		x := c.load(1)
		c.mul(x, c.load(2), x)
		c.store(0, x)
	})
	l.op("RET")

	l = newLoop(f, "scale", "dst, x", "s float32", "")
	s := l.broadcast("s")
	l.run(func(c cell) {
		x := c.load(1)
		c.mul(x, s, x)
		c.store(0, x)
	})
	l.op("RET")

	l = newLoop(f, "addScaled", "dst, x", "s float32", "")
	s = l.broadcast("s")
	l.run(func(c cell) {
		d := c.load(0)
		c.fma(c.load(1), s, d)
		c.store(0, d)
	})
	l.op("RET")
}

// norms generates the operations of rmsnorm.go.
func norms(f *file) {
	l := newLoop(f, "scaleMul", "dst, x, w", "s float32", "")
	s := l.broadcast("s")
	l.run(func(c cell) {
		x := c.load(1)
		c.mul(x, s, x)
		c.mul(x, c.load(2), x)
		c.store(0, x)
	})
	l.op("RET")

	l = newLoop(f, "normGrad", "dx, dy, x, w", "inv, c float32", "")
	inv, scale := l.broadcast("inv"), l.broadcast("c")
	l.run(func(c cell) {
		d, y := c.load(0), c.load(1)
		c.mul(y, c.load(3), y)
		c.fma(y, inv, d)
		c.fnma(c.load(2), scale, d)
		c.store(0, d)
	})
	l.op("RET")

	l = newLoop(f, "mulAdd", "dst, x, y", "s float32", "")
	s = l.broadcast("s")
	l.run(func(c cell) {
		d, y := c.load(0), c.load(2)
		c.mul(y, s, y)
		c.fma(y, c.load(1), d)
		c.store(0, d)
	})
	l.op("RET")
}

// rotation generates the rotation of one head; see rotateGeneric.
func rotation(f *file) {
	l := newLoop(f, "rotateHead", "x, cos, sin", "", "")
	l.run(func(c cell) {
		x, swapped := c.load(0), c.vector()
		c.op("VREV64 %v.S4, %v.S4", x, swapped)
		c.mul(x, c.load(1), x)
		c.fma(swapped, c.load(2), x)
		c.store(0, x)
	})
	l.op("RET")
}

// adamW generates adamWGeneric. The parameters lie in the order of the fields of AdamW, followed by 1-beta1 and
// 1-beta2.
func adamW(f *file) {
	l := newLoop(f, "adamWStep", "p, g, m, v", "s *[10]float32", "")
	var s [10]vec
	l.scratch(func() {
		at := l.parameter("s")
		for i := range s {
			s[i] = vec(i)
			l.op("VLD1R.P 4(%v), [%v.S4]", at, s[i])
		}
	})
	l.vecs = len(s)
	rate, beta1, beta2, epsilon, decay := s[0], s[1], s[2], s[3], s[4]
	correction1, correction2, gradScale, rest1, rest2 := s[5], s[6], s[7], s[8], s[9]
	l.run(func(c cell) {
		d, m, v := c.load(1), c.vector(), c.vector()
		c.mul(d, gradScale, d)
		c.mul(d, rest1, m)
		c.fma(c.load(2), beta1, m)
		c.store(2, m)
		c.mul(d, rest2, v)
		c.mul(v, d, v)
		c.fma(c.load(3), beta2, v)
		c.store(3, v)
		c.mul(v, correction2, v)
		c.sqrt(v, v)
		c.add(v, epsilon, v)
		c.mul(m, correction1, m)
		c.div(m, v, m)
		p := c.load(0)
		c.fma(p, decay, m)
		c.fnma(m, rate, p)
		c.store(0, p)
	})
	l.op("RET")
}
