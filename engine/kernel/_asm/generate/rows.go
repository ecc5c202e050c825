package generate

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// reductions generates dotGeneric, dot3Generic, maxGeneric and maxAbsGeneric.
func reductions(is isa) {
	l := newLoop(is, "dot", "x, y", "", "float32")
	a := l.accumulators()
	l.run(func(c cell) { VFMADD231PS(c.load(0), c.load(1), a[c.j]) })
	l.sum(a)

	l = newLoop(is, "dot3", "x, y, z", "", "float32")
	a = l.accumulators()
	l.run(func(c cell) {
		x := c.load(0)
		VMULPS(c.load(1), x, x)
		VFMADD231PS(c.load(2), x, a[c.j])
	})
	l.sum(a)

	l = newLoop(is, "max", "x", "", "float32")
	lowest := constantMem("lowest", math.Float32bits(float32(math.Inf(-1))))
	a = l.accumulators()
	for j := range a {
		VMOVUPS(lowest, a[j])
	}
	l.run(func(c cell) {
		x := c.load(0)
		if c.m != nil {
			c.m.fill(c.j, lowest, x)
		}
		VMAXPS(a[c.j], x, a[c.j]) // x > a ? x : a, so a NaN in x is passed over
	})
	l.result(l.fold(a, func(y, x Register) { VMAXPS(x, y, x) }))

	l = newLoop(is, "maxAbs", "x", "", "float32")
	magnitude := l.constant("magnitude", 0x7fffffff)
	a = l.accumulators()
	l.run(func(c cell) {
		x := c.load(0)
		VANDPS(magnitude, x, x)
		VPMAXUD(x, a[c.j], a[c.j])
	})
	x := l.fold(a, func(y, x Register) { VPMAXUD(y, x, x) })
	Store(x, ReturnIndex(0))
	end()
}

// elementwise generates the operations of elementwise.go.
func elementwise(is isa) {
	l := newLoop(is, "add", "dst, x, y", "", "")
	l.run(func(c cell) {
		x := c.load(1)
		VADDPS(c.load(2), x, x)
		c.store(0, x)
	})
	end()

	l = newLoop(is, "mul", "dst, x, y", "", "")
	l.run(func(c cell) {
		x := c.load(1)
		VMULPS(c.load(2), x, x)
		c.store(0, x)
	})
	end()

	l = newLoop(is, "scale", "dst, x", "s", "")
	l.run(func(c cell) {
		x := c.load(1)
		VMULPS(l.scalars[0], x, x)
		c.store(0, x)
	})
	end()

	l = newLoop(is, "addScaled", "dst, x", "s", "")
	l.run(func(c cell) {
		d := c.load(0)
		VFMADD231PS(l.scalars[0], c.load(1), d)
		c.store(0, d)
	})
	end()
}

// norms generates the operations of rmsnorm.go.
func norms(is isa) {
	l := newLoop(is, "scaleMul", "dst, x, w", "s", "")
	l.run(func(c cell) {
		x := c.load(1)
		VMULPS(l.scalars[0], x, x)
		VMULPS(c.load(2), x, x)
		c.store(0, x)
	})
	end()

	l = newLoop(is, "normGrad", "dx, dy, x, w", "inv, c", "")
	l.run(func(c cell) {
		d, y := c.load(0), c.load(1)
		VMULPS(c.load(3), y, y)
		VFMADD231PS(l.scalars[0], y, d)
		VFNMADD231PS(l.scalars[1], c.load(2), d)
		c.store(0, d)
	})
	end()

	l = newLoop(is, "mulAdd", "dst, x, y", "s", "")
	l.run(func(c cell) {
		d, y := c.load(0), c.load(2)
		VMULPS(l.scalars[0], y, y)
		VFMADD231PS(c.load(1), y, d)
		c.store(0, d)
	})
	end()
}

// rotation generates the rotation of one head; see rotateGeneric.
func rotation(is isa) {
	const neighbours = 0xb1 // 1, 0, 3, 2
	l := newLoop(is, "rotateHead", "x, cos, sin", "", "")
	l.run(func(c cell) {
		x, swapped := c.load(0), is.vector()
		VPERMILPS(U8(neighbours), x, swapped)
		VMULPS(c.load(1), x, x)
		VFMADD231PS(c.load(2), swapped, x)
		c.store(0, x)
	})
	end()
}

// adamW generates adamWGeneric. The parameters lie in the order of the fields of AdamW, followed by 1-beta1 and
// 1-beta2.
func adamW(is isa) {
	l := newLoopWith(is, "adamWStep", "p, g, m, v", "s *[10]float32", "")
	s := l.table(Param("s"), 10)
	rate, beta1, beta2, epsilon, decay := s[0], s[1], s[2], s[3], s[4]
	correction1, correction2, gradScale, rest1, rest2 := s[5], s[6], s[7], s[8], s[9]
	l.run(func(c cell) {
		d, t := c.load(1), is.vector()
		VMULPS(gradScale(), d, d)
		m := c.load(2)
		VMULPS(rest1(), d, t)
		VFMADD213PS(t, beta1(), m)
		c.store(2, m)
		v := c.load(3)
		VMULPS(rest2(), d, t)
		VMULPS(d, t, t)
		VFMADD213PS(t, beta2(), v)
		c.store(3, v)
		VMULPS(correction2(), v, v)
		VSQRTPS(v, v)
		VADDPS(epsilon(), v, v)
		VMULPS(correction1(), m, m)
		VDIVPS(v, m, m)
		p := c.load(0)
		VFMADD231PS(decay(), p, m)
		VFNMADD231PS(rate(), m, p)
		c.store(0, p)
	})
	end()
}
