package interpreter

import (
	"math"
	"math/big"
	"math/bits"

	"go.starlark.net/syntax"
)

func asInt(b boolValue) intValue {
	if b {
		return integer(1)
	}
	return integer(0)
}

// whole returns v as an integer, if it is one or a bool.
func whole(v value) (intValue, bool) {
	switch v := v.(type) {
	case intValue:
		return v, true
	case boolValue:
		return asInt(v), true
	}
	return intValue{}, false
}

// real returns v as a float, if it is a number.
func (m *machine) real(v value) (float64, bool) {
	if f, ok := v.(floatValue); ok {
		return float64(f), true
	}
	x, ok := whole(v)
	if !ok {
		return 0, false
	}
	if !x.large() {
		return float64(x.small), true
	}
	m.spend(x.big.BitLen() / 64)
	f, _ := new(big.Float).SetInt(x.big).Float64()
	if math.IsInf(f, 0) {
		m.fail("integer too large to convert to float")
	}
	return f, true
}

// small returns v as an index or count, which must fit an int.
func (m *machine) small(v value) int {
	x, ok := whole(v)
	if !ok {
		m.fail("'%s' object cannot be interpreted as an integer", v.kind())
	}
	if x.large() {
		m.fail("integer too large")
	}
	return int(x.small)
}

// arithmetic is x op y of two numbers; ok is false where they are none.
func (m *machine) arithmetic(op syntax.Token, x, y value) (result value, ok bool) {
	a, ok1 := whole(x)
	b, ok2 := whole(y)
	if ok1 && ok2 {
		result, ok = m.integers(op, a, b)
		return sameKind(op, x, y, result), ok
	}
	f, ok1 := m.real(x)
	g, ok2 := m.real(y)
	if !ok1 || !ok2 {
		return nil, false
	}
	return m.floats(op, f, g)
}

// sameKind makes a bool of the bits of two.
func sameKind(op syntax.Token, x, y, result value) value {
	_, ok1 := x.(boolValue)
	_, ok2 := y.(boolValue)
	if ok1 && ok2 && (op == syntax.AMP || op == syntax.PIPE || op == syntax.CIRCUMFLEX) {
		return boolValue(truth(result))
	}
	return result
}

func (m *machine) floats(op syntax.Token, f, g float64) (value, bool) {
	switch op {
	case syntax.PLUS:
		return floatValue(f + g), true
	case syntax.MINUS:
		return floatValue(f - g), true
	case syntax.STAR:
		return floatValue(f * g), true
	}
	if op != syntax.SLASH && op != syntax.SLASHSLASH && op != syntax.PERCENT {
		return nil, false
	}
	if g == 0 {
		m.fail("division by zero")
	}
	if op == syntax.SLASH {
		return floatValue(f / g), true
	}
	mod := math.Mod(f, g)
	quotient := (f - mod) / g
	switch {
	case mod == 0:
		mod = math.Copysign(0, g)
	case (g < 0) != (mod < 0):
		mod += g
		quotient--
	}
	if op == syntax.PERCENT {
		return floatValue(mod), true
	}
	if quotient == 0 {
		return floatValue(math.Copysign(0, f/g)), true
	}
	floor := math.Floor(quotient)
	if quotient-floor > 0.5 {
		floor++
	}
	return floatValue(floor), true
}

func (m *machine) integers(op syntax.Token, a, b intValue) (value, bool) {
	if !a.large() && !b.large() {
		if v, ok := smallIntegers(op, a.small, b.small); ok {
			return v, true
		}
	}
	x, y := a.toBig(), b.toBig()
	m.spend((x.BitLen() + y.BitLen()) / 64)
	switch op {
	case syntax.SLASH:
		return m.quotient(x, y), true
	case syntax.SLASHSLASH, syntax.PERCENT:
		return m.divide(op, x, y), true
	case syntax.LTLT, syntax.GTGT:
		return m.shift(op, x, b), true
	}
	size := max(x.BitLen(), y.BitLen()) + 1
	if op == syntax.STAR {
		size = x.BitLen() + y.BitLen()
		m.spend(x.BitLen() / 64 * (y.BitLen() / 64))
	}
	m.boundBits(size)
	m.allocate(headBytes + size/8)
	z := new(big.Int)
	switch op {
	case syntax.PLUS:
		z.Add(x, y)
	case syntax.MINUS:
		z.Sub(x, y)
	case syntax.STAR:
		z.Mul(x, y)
	case syntax.AMP:
		z.And(x, y)
	case syntax.PIPE:
		z.Or(x, y)
	case syntax.CIRCUMFLEX:
		z.Xor(x, y)
	default:
		return nil, false
	}
	return m.bigInt(z), true
}

// quotient is x / y, rounded once.
func (m *machine) quotient(x, y *big.Int) value {
	if y.Sign() == 0 {
		m.fail("division by zero")
	}
	bits := x.BitLen() + y.BitLen()
	m.spend(bits / 64 * (bits / 64))
	m.allocate(headBytes + bits)
	f, _ := new(big.Rat).SetFrac(x, y).Float64()
	if math.IsInf(f, 0) {
		m.fail("integer division result too large for a float")
	}
	if x.Sign() == 0 && y.Sign() < 0 {
		f = math.Copysign(0, -1)
	}
	return floatValue(f)
}

// smallIntegers computes what does not overflow.
func smallIntegers(op syntax.Token, a, b int64) (value, bool) {
	switch op {
	case syntax.PLUS:
		c := a + b
		return integer(c), (c > a) == (b > 0)
	case syntax.MINUS:
		c := a - b
		return integer(c), (c < a) == (b > 0)
	case syntax.STAR:
		hi, lo := bits.Mul64(magnitude(a), magnitude(b))
		if hi != 0 || lo > math.MaxInt64 {
			return nil, false
		}
		return integer(a * b), true
	case syntax.AMP:
		return integer(a & b), true
	case syntax.PIPE:
		return integer(a | b), true
	case syntax.CIRCUMFLEX:
		return integer(a ^ b), true
	}
	if b == 0 || a == math.MinInt64 {
		return nil, false
	}
	q, r := a/b, a%b
	if r != 0 && (r < 0) != (b < 0) {
		q, r = q-1, r+b
	}
	switch op {
	case syntax.SLASHSLASH:
		return integer(q), true
	case syntax.PERCENT:
		return integer(r), true
	case syntax.SLASH:
		const exact = 1 << 53
		return floatValue(float64(a) / float64(b)), magnitude(a) <= exact && magnitude(b) <= exact
	}
	return nil, false
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// divide rounds towards minus infinity, and the remainder has y's sign.
func (m *machine) divide(op syntax.Token, x, y *big.Int) value {
	if y.Sign() == 0 {
		m.fail("division by zero")
	}
	m.spend(x.BitLen() / 64 * (y.BitLen() / 64))
	m.allocate(2*headBytes + (x.BitLen()+y.BitLen())/8)
	q, r := new(big.Int).QuoRem(x, y, new(big.Int))
	if r.Sign() != 0 && (r.Sign() < 0) != (y.Sign() < 0) {
		q.Sub(q, big.NewInt(1))
		r.Add(r, y)
	}
	if op == syntax.PERCENT {
		return m.bigInt(r)
	}
	return m.bigInt(q)
}

func (m *machine) shift(op syntax.Token, x *big.Int, by intValue) value {
	if by.large() || by.small < 0 {
		m.fail("cannot shift by a negative or very large number")
	}
	if op == syntax.GTGT {
		m.allocate(headBytes + x.BitLen()/8)
		return m.bigInt(new(big.Int).Rsh(x, uint(min(by.small, maxIntBits))))
	}
	if x.Sign() == 0 {
		return integer(0)
	}
	m.boundBits(int(min(by.small, maxIntBits)) + x.BitLen())
	m.allocate(headBytes + (int(by.small)+x.BitLen())/8)
	return m.bigInt(new(big.Int).Lsh(x, uint(by.small)))
}

// power is x ** y. Fractional powers other than the square root would need
// the C library's rounding to agree with Python's.
func (m *machine) power(x, y value) value {
	a, ok1 := whole(x)
	b, ok2 := whole(y)
	if ok1 && ok2 && !b.large() && b.small >= 0 {
		return m.integerPower(a.toBig(), b.small)
	}
	f, ok1 := m.real(x)
	g, ok2 := m.real(y)
	switch {
	case !ok1 || !ok2:
		m.fail("unsupported operands for **: '%s' and '%s'", x.kind(), y.kind())
	case g == 0.5 && f >= 0:
		return floatValue(math.Sqrt(f))
	case g != math.Trunc(g) || math.Abs(g) > 1<<20 || math.IsInf(f, 0) || math.IsNaN(f):
		m.fail("this power is not supported")
	case f == 0 && g < 0:
		m.fail("zero to a negative power")
	}
	return floatValue(wholePower(f, int64(g)))
}

// wholePower is f ** n with so many bits that rounding the result once gives
// what a careful C library gives.
func wholePower(f float64, n int64) float64 {
	const precision = 256
	result, base := big.NewFloat(1).SetPrec(precision), big.NewFloat(f).SetPrec(precision)
	for k := magnitude(n); k > 0; k >>= 1 {
		if k&1 == 1 {
			result.Mul(result, base)
		}
		base.Mul(base, base)
	}
	if n < 0 {
		result.Quo(big.NewFloat(1), result)
	}
	x, _ := result.Float64()
	return x
}

func (m *machine) integerPower(x *big.Int, n int64) value {
	if x.BitLen() <= 1 { // 0, 1 and -1 stay small
		n = min(n, 2+n%2)
	} else {
		m.boundBits(int(min(n, maxIntBits+1)) * (x.BitLen() - 1))
	}
	size := (x.BitLen() + 1) * int(n)
	m.allocate(headBytes + size/8)
	m.spend(size / 64 * (size / 64))
	return m.bigInt(new(big.Int).Exp(x, big.NewInt(n), nil))
}
