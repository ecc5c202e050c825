package generate

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// exponential holds the constants of Exp in package kernel, under the same names there.
type exponential struct {
	low, high, log2e, magic, ln2Hi, ln2Lo, one, sign Op
	poly                                             [5]Op
}

func newExponential(l *loop) exponential {
	e := exponential{
		low:   l.float("expLow", -87.3),
		high:  l.float("expHigh", 89.2),
		log2e: l.float("expLog2e", 1.4426950408889634),
		magic: l.float("expMagic", 3<<22+126),
		ln2Hi: l.float("expLn2Hi", 0.693147182464599609375),
		ln2Lo: l.float("expLn2Lo", -1.904654299957768e-9),
		one:   l.float("one", 1),
		sign:  l.constant("sign", 1<<31),
	}
	names := [5]string{"expPoly0", "expPoly1", "expPoly2", "expPoly3", "expPoly4"}
	for i, x := range [5]float64{0.5, 0.1666657657661663, 0.0416665542129854, 0.00836323288368102, 0.0013926250831281} {
		e.poly[i] = l.float(names[i], x)
	}
	return e
}

// of overwrites x and returns e^x.
func (e exponential) of(c cell, x VecVirtual) VecVirtual {
	// The operand returned for a NaN is the last of the three in the manuals, the first here: x.
	bound := c.register(e.low)
	VMAXPS(x, bound, x)
	bound = c.register(e.high)
	VMINPS(x, bound, x)
	t, n := c.register(e.magic), c.is.vector()
	VFMADD231PS(e.log2e, x, t)
	VSUBPS(e.magic, t, n)
	VFNMADD231PS(e.ln2Hi, n, x)
	VFNMADD231PS(e.ln2Lo, n, x)
	q := c.register(e.poly[4])
	for i := 3; i >= 0; i-- {
		VFMADD213PS(e.poly[i], x, q)
	}
	VMULPS(x, x, n)
	VFMADD213PS(x, n, q)
	VADDPS(e.one, q, q)
	VADDPS(q, q, q)
	VPSLLD(U8(23), t, t)
	VMULPS(t, q, q)
	return q
}

// sigmoid returns 1/(1 + e^-x); x stays.
func (e exponential) sigmoid(c cell, x VecVirtual) VecVirtual {
	y := c.is.vector()
	VXORPS(e.sign, x, y)
	y = e.of(c, y)
	VADDPS(e.one, y, y)
	one := c.register(e.one)
	VDIVPS(y, one, one)
	return one
}

// exponentials generates the operations of softmax.go and swiglu.go.
func exponentials(is isa) {
	l := newLoop(is, "expSum", "dst, x", "scale, shift", "float32")
	e := newExponential(l)
	a := l.accumulators()
	l.run(func(c cell) {
		x := c.load(1)
		VFMSUB213PS(l.scalars[1], l.scalars[0], x)
		y := e.of(c, x)
		c.store(0, y)
		if c.m != nil {
			c.m.clear(c.j, y)
		}
		VADDPS(y, a[c.j], a[c.j])
	})
	l.sum(a)

	l = newLoop(is, "softmaxGrad", "dx, y, dy", "d, scale", "")
	l.run(func(c cell) {
		dy := c.load(2)
		VSUBPS(l.scalars[0], dy, dy)
		VMULPS(c.load(1), dy, dy)
		VMULPS(l.scalars[1], dy, dy)
		c.store(0, dy)
	})
	end()

	l = newLoop(is, "swiGLU", "dst, a, b", "", "")
	e = newExponential(l)
	l.run(func(c cell) {
		x := c.load(1)
		s := e.sigmoid(c, x)
		VMULPS(x, s, s)
		VMULPS(c.load(2), s, s)
		c.store(0, s)
	})
	end()

	l = newLoop(is, "swiGLUGrad", "da, db, dy, a, b", "", "")
	e = newExponential(l)
	l.run(func(c cell) {
		silu := c.load(3)
		s := e.sigmoid(c, silu)
		VMULPS(s, silu, silu)
		slope := c.register(e.one)
		VSUBPS(s, slope, slope)
		VFMADD213PS(s, silu, slope)
		dy, b := c.load(2), c.load(4)
		VMULPS(dy, b, b)
		VMULPS(slope, b, b)
		VMULPS(dy, silu, silu)
		c.store(0, b)
		c.store(1, silu)
	})
	end()
}
