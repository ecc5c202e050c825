package main

// exponential holds the constants of Exp in package kernel, under the same names there.
type exponential struct {
	low, high, log2e, magic, ln2Hi, ln2Lo, one vec
	poly                                       [5]vec
}

func newExponential(l *loop) exponential {
	e := exponential{
		low:   l.float(-87.3),
		high:  l.float(89.2),
		log2e: l.float(1.4426950408889634),
		magic: l.float(3<<22 + 126),
		ln2Hi: l.float(0.693147182464599609375),
		ln2Lo: l.float(-1.904654299957768e-9),
		one:   l.float(1),
	}
	for i, x := range [5]float64{0.5, 0.1666657657661663, 0.0416665542129854, 0.00836323288368102, 0.0013926250831281} {
		e.poly[i] = l.float(x)
	}
	return e
}

// of replaces x by e^x.
func (e exponential) of(c cell, x vec) {
	c.max(x, e.low, x)
	c.min(x, e.high, x)
	t, n := c.copy(e.magic), c.vector()
	c.fma(x, e.log2e, t)
	c.sub(t, e.magic, n)
	c.fnma(n, e.ln2Hi, x)
	c.fnma(n, e.ln2Lo, x)
	// A fused multiply-add overwrites what it adds to, so two registers take turns.
	q, next := c.copy(e.poly[3]), c.vector()
	c.fma(e.poly[4], x, q)
	for i := 2; i >= 0; i-- {
		c.move(e.poly[i], next)
		c.fma(q, x, next)
		q, next = next, q
	}
	c.mul(x, x, n)
	c.fma(q, n, x)
	c.add(x, e.one, x)
	c.add(x, x, x)
	c.op("VSHL $23, %v.S4, %v.S4", t, t)
	c.mul(x, t, x)
}

// sigmoid returns 1/(1 + e^-x); x stays.
func (e exponential) sigmoid(c cell, x vec) vec {
	y := c.vector()
	c.neg(x, y)
	c.scratch(func() { e.of(c, y) })
	c.add(y, e.one, y)
	c.div(e.one, y, y)
	return y
}

// exponentials generates the operations of softmax.go and swiglu.go.
func exponentials(f *file) {
	l := newLoop(f, "expSum", "dst, x", "scale, shift float32", "float32")
	e := newExponential(l)
	none := l.zero()
	l.reduce(none)
	scale, minusShift := l.broadcast("scale"), l.broadcast("shift")
	l.neg(minusShift, minusShift)
	l.run(func(c cell) {
		x := c.copy(minusShift)
		c.fma(c.load(1), scale, x)
		e.of(c, x)
		c.store(0, x)
		c.fill(x, none)
		c.add(c.sums[c.j], x, c.sums[c.j])
	})
	l.sum()

	l = newLoop(f, "softmaxGrad", "dx, y, dy", "d, scale float32", "")
	d, scale := l.broadcast("d"), l.broadcast("scale")
	l.run(func(c cell) {
		dy := c.load(2)
		c.sub(dy, d, dy)
		c.mul(dy, c.load(1), dy)
		c.mul(dy, scale, dy)
		c.store(0, dy)
	})
	l.op("RET")

	l = newLoop(f, "swiGLU", "dst, a, b", "", "")
	e = newExponential(l)
	l.run(func(c cell) {
		x := c.load(1)
		s := e.sigmoid(c, x)
		c.mul(x, s, s)
		c.mul(s, c.load(2), s)
		c.store(0, s)
	})
	l.op("RET")

	l = newLoop(f, "swiGLUGrad", "da, db, dy, a, b", "", "")
	e = newExponential(l)
	l.run(func(c cell) {
		a := c.load(3)
		slope := e.sigmoid(c, a)
		silu, rest := c.vector(), c.vector()
		c.mul(a, slope, silu)
		c.sub(e.one, slope, rest)
		c.fma(silu, rest, slope)
		dy, b := c.load(2), c.load(4)
		c.mul(dy, b, b)
		c.mul(b, slope, b)
		c.mul(dy, silu, silu)
		c.store(0, b)
		c.store(1, silu)
	})
	l.op("RET")
}
