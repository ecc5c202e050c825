package interpreter

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

func absolute(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	if f, ok := a.args[0].(floatValue); ok {
		return floatValue(math.Abs(float64(f)))
	}
	if c, ordered, ok := m.compareNumbers(a.args[0], integer(0)); ok && ordered && c < 0 {
		return m.unary(syntax.MINUS, a.args[0])
	}
	return m.unary(syntax.PLUS, a.args[0])
}

func binaryText(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	x, ok := whole(a.args[0])
	if !ok {
		m.fail("bin() needs an integer")
	}
	b := x.toBig()
	m.allocate(2 * b.BitLen())
	s := "0b" + new(big.Int).Abs(b).Text(2)
	if b.Sign() < 0 {
		s = "-" + s
	}
	return m.str(s)
}

func toBool(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	return boolValue(len(a.args) == 1 && truth(a.args[0]))
}

func character(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	n := m.small(a.args[0])
	if n < 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		m.fail("chr() argument is no code point")
	}
	return m.str(string(rune(n)))
}

func ordinal(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	s, ok := a.args[0].(strValue)
	if !ok || s.runes != 1 {
		m.fail("ord() needs a string of one character")
	}
	r, _ := utf8.DecodeRuneInString(s.s)
	return integer(int64(r))
}

func divmod(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	out := m.slots(2)
	out[0] = m.binary(syntax.SLASHSLASH, a.args[0], a.args[1])
	out[1] = m.binary(syntax.PERCENT, a.args[0], a.args[1])
	return tupleValue(out)
}

func toFloat(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	if len(a.args) == 0 {
		return floatValue(0)
	}
	if s, ok := a.args[0].(strValue); ok {
		m.spend(len(s.s) / 8)
		f, err := strconv.ParseFloat(strings.TrimSpace(s.s), 64)
		if err != nil && !math.IsInf(f, 0) || strings.ContainsAny(s.s, "xXpP_") {
			m.fail("could not convert string to float: %s", m.repr(s))
		}
		return floatValue(f)
	}
	f, ok := m.real(a.args[0])
	if !ok {
		m.fail("float() needs a number or a string, not %s", a.args[0].kind())
	}
	return floatValue(f)
}

func toInt(m *machine, a *arguments) value {
	m.count(a, 0, 2, "base")
	if len(a.args) == 0 {
		return integer(0)
	}
	base := 10
	if v := a.arg(1); v != nil {
		base = m.small(v)
	} else if v := a.option("base"); v != nil {
		base = m.small(v)
	}
	switch v := a.args[0].(type) {
	case strValue:
		return m.parseInt(v, base)
	case floatValue:
		return m.truncate(float64(v))
	}
	x, ok := whole(a.args[0])
	if !ok {
		m.fail("int() needs a number or a string, not %s", a.args[0].kind())
	}
	return x
}

func (m *machine) parseInt(s strValue, base int) value {
	m.spend(len(s.s) / 8)
	digits := strings.TrimSpace(s.s)
	m.boundBits(4 * len(digits))
	m.spend(len(digits) * len(digits) / 64)
	m.allocate(headBytes + len(digits))
	if base == 2 {
		digits = strings.TrimPrefix(digits, "0b")
	}
	if base < 2 || base > 36 || strings.Contains(digits, "_") {
		m.fail("int() cannot read %s", m.repr(s))
	}
	x, ok := new(big.Int).SetString(digits, base)
	if !ok {
		m.fail("invalid literal for int() with base %d: %s", base, m.repr(s))
	}
	return m.bigInt(x)
}

func (m *machine) truncate(f float64) value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		m.fail("cannot convert %s to an integer", floatRepr(f))
	}
	m.allocate(headBytes + 128)
	x, _ := big.NewFloat(f).Int(nil)
	return m.bigInt(x)
}

// isInstance knows types by their builtin; a bool is an int, too.
func isInstance(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	types, ok := a.args[1].(tupleValue)
	if !ok {
		types = tupleValue{a.args[1]}
	}
	kind := a.args[0].kind()
	for _, t := range types {
		m.spend(1)
		b, ok := t.(*builtin)
		if !ok {
			m.fail("isinstance() needs a type or a tuple of types")
		}
		if b.name == kind || kind == "bool" && b.name == "int" {
			return boolValue(true)
		}
	}
	return boolValue(false)
}

func toStr(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	if len(a.args) == 0 {
		return text("")
	}
	return m.str(m.display(a.args[0]))
}

func toRepr(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	return m.str(m.repr(a.args[0]))
}

func powerOf(m *machine, a *arguments) value {
	m.count(a, 2, 3)
	if len(a.args) == 2 {
		return m.power(a.args[0], a.args[1])
	}
	x, ok1 := whole(a.args[0])
	y, ok2 := whole(a.args[1])
	z, ok3 := whole(a.args[2])
	if !ok1 || !ok2 || !ok3 || y.toBig().Sign() < 0 || z.toBig().Sign() <= 0 {
		m.fail("pow() with a modulus needs an exponent from 0 and a modulus from 1")
	}
	words := z.toBig().BitLen()/64 + 1
	m.spend(y.toBig().BitLen() * words * words)
	m.allocate(headBytes + 32*words)
	r := new(big.Int).Mod(x.toBig(), z.toBig())
	return m.bigInt(r.Exp(r, y.toBig(), z.toBig()))
}

// round rounds the exact binary value, halves to even, as Python does.
func round(m *machine, a *arguments) value {
	m.count(a, 1, 2)
	f, isFloat := a.args[0].(floatValue)
	if !isFloat {
		if x, ok := whole(a.args[0]); ok && len(a.args) == 1 {
			return x
		}
		m.fail("round() of '%s' is not supported", a.args[0].kind())
	}
	if len(a.args) == 1 {
		return m.truncate(math.RoundToEven(float64(f)))
	}
	digits := m.small(a.args[1])
	if digits < 0 || digits > 300 {
		m.fail("round() to %d digits is not supported", digits)
	}
	m.allocate(1024)
	r, _ := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'f', digits, 64), 64)
	return floatValue(r)
}
