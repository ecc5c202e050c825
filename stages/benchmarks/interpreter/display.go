package interpreter

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// display is Python's str(v).
func (m *machine) display(v value) string {
	if s, ok := v.(strValue); ok {
		return s.s
	}
	return m.repr(v)
}

// repr is Python's repr(v).
func (m *machine) repr(v value) string {
	var b strings.Builder
	m.writeRepr(&b, v)
	return b.String()
}

// writeRepr counts all text before it is written.
func (m *machine) writeRepr(b *strings.Builder, v value) {
	m.enter()
	defer m.leave()
	m.spend(1)
	put := func(s string) {
		m.allocate(3 * len(s))
		b.WriteString(s)
	}
	switch v := v.(type) {
	case noneValue:
		put("None")
	case boolValue:
		put(map[boolValue]string{true: "True", false: "False"}[v])
	case intValue:
		put(m.decimal(v))
	case floatValue:
		put(floatRepr(float64(v)))
	case strValue:
		m.allocate(6 * len(v.s))
		put(quote(v.s))
	case *listValue:
		m.writeItems(b, "[", v.items, "]")
	case tupleValue:
		closing := ")"
		if len(v) == 1 {
			closing = ",)"
		}
		m.writeItems(b, "(", v, closing)
	case *setValue:
		if v.dict.live == 0 {
			put("set()")
			return
		}
		m.writeItems(b, "{", m.keys(v.dict), "}")
	case *dictValue:
		put("{")
		for i, k := range m.keys(v) {
			if i > 0 {
				put(", ")
			}
			m.writeRepr(b, k)
			put(": ")
			x, _ := m.lookup(v, k)
			m.writeRepr(b, x)
		}
		put("}")
	case rangeValue:
		put("range(" + strconv.FormatInt(v.start, 10) + ", " + strconv.FormatInt(v.stop, 10) + ")")
	default:
		put("<" + v.kind() + ">")
	}
}

func (m *machine) writeItems(b *strings.Builder, left string, items []value, right string) {
	m.allocate(3 * (len(items) + 1))
	b.WriteString(left)
	for i, x := range items {
		if i > 0 {
			m.allocate(6)
			b.WriteString(", ")
		}
		m.writeRepr(b, x)
	}
	b.WriteString(right)
}

// decimal spells an integer, whose length bounds the work.
func (m *machine) decimal(x intValue) string {
	if !x.large() {
		return strconv.FormatInt(x.small, 10)
	}
	m.spend(x.big.BitLen() / 8)
	m.allocate(x.big.BitLen())
	return x.big.String()
}

// floatRepr is the shortest text that reads back as f, with an exponent below
// -4 and from 16 on.
func floatRepr(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(f, 'g', -1, 64)), "+")
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// quote writes a string literal as Python would.
func quote(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	var b strings.Builder
	b.WriteByte(q)
	for _, r := range s {
		switch {
		case r == rune(q) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < ' ' || r == 0x7f:
			b.WriteString(`\x` + strconv.FormatInt(int64(r)+0x100, 16)[1:])
		case !unicode.IsPrint(r):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte(q)
	return b.String()
}
