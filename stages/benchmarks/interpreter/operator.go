package interpreter

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strings"

	"go.starlark.net/syntax"
)

func (m *machine) unary(op syntax.Token, v value) value {
	if op == syntax.NOT {
		return boolValue(!truth(v))
	}
	if x, ok := whole(v); ok {
		switch op {
		case syntax.PLUS:
			return x
		case syntax.MINUS:
			return m.binary(syntax.MINUS, integer(0), x)
		case syntax.TILDE:
			return m.binary(syntax.MINUS, integer(-1), x)
		}
	}
	if f, ok := v.(floatValue); ok {
		switch op {
		case syntax.PLUS:
			return f
		case syntax.MINUS:
			return -f
		}
	}
	m.fail("unsupported operand for unary %s: '%s'", op, v.kind())
	return nil
}

// binary is x op y for all but comparisons and the lazy operators.
func (m *machine) binary(op syntax.Token, x, y value) value {
	if v, ok := m.arithmetic(op, x, y); ok {
		return v
	}
	if a, ok := x.(*setValue); ok {
		if b, ok := y.(*setValue); ok {
			return m.setOperation(op, a, b)
		}
	}
	switch op {
	case syntax.PLUS:
		if v := m.concatenate(x, y); v != nil {
			return v
		}
	case syntax.STAR:
		if n, ok := whole(x); ok {
			x, y = y, n
		}
		if n, ok := whole(y); ok {
			return m.repeat(x, n)
		}
	}
	m.fail("unsupported operands for %s: '%s' and '%s'", op, x.kind(), y.kind())
	return nil
}

func (m *machine) concatenate(x, y value) value {
	switch x := x.(type) {
	case strValue:
		if y, ok := y.(strValue); ok {
			m.allocate(headBytes + len(x.s) + len(y.s))
			return strValue{x.s + y.s, x.runes + y.runes}
		}
	case *listValue:
		if y, ok := y.(*listValue); ok {
			return newList(m.joined(x.items, y.items))
		}
	case tupleValue:
		if y, ok := y.(tupleValue); ok {
			return tupleValue(m.joined(x, y))
		}
	}
	return nil
}

func (m *machine) joined(a, b []value) []value {
	out := m.slots(len(a) + len(b))
	copy(out, a)
	copy(out[len(a):], b)
	return out
}

// repeat is v * n. The size is checked before it is multiplied out.
func (m *machine) repeat(v value, n intValue) value {
	count := max(n.small, 0)
	if n.large() {
		count = int64(max(n.big.Sign(), 0)) * math.MaxInt64
	}
	fits := func(size int) int {
		if size > 0 && count > m.limits.Bytes/int64(size) {
			m.end(MemoryLimit, "repetition beyond the limit")
		}
		if size == 0 {
			return 0
		}
		return int(count)
	}
	switch v := v.(type) {
	case strValue:
		k := fits(len(v.s))
		m.allocate(headBytes + k*len(v.s))
		return strValue{strings.Repeat(v.s, k), v.runes * k}
	case *listValue:
		return newList(m.repeated(v.items, fits(len(v.items)*slotBytes)))
	case tupleValue:
		return tupleValue(m.repeated(v, fits(len(v)*slotBytes)))
	}
	m.fail("'%s' object cannot be repeated", v.kind())
	return nil
}

func (m *machine) repeated(items []value, k int) []value {
	out := m.slots(len(items) * k)[:0]
	for range k {
		out = append(out, items...)
	}
	return out
}

func (m *machine) setOperation(op syntax.Token, a, b *setValue) value {
	inA := func(v value) bool { return m.contains(a, v) }
	inB := func(v value) bool { return m.contains(b, v) }
	left, right := m.keys(a.dict), m.keys(b.dict)
	switch op {
	case syntax.PIPE:
		return m.setOf(m.joined(left, right))
	case syntax.AMP:
		return m.setOf(slices.DeleteFunc(left, func(v value) bool { return !inB(v) }))
	case syntax.MINUS:
		return m.setOf(slices.DeleteFunc(left, inB))
	case syntax.CIRCUMFLEX:
		return m.setOf(m.joined(slices.DeleteFunc(left, inB), slices.DeleteFunc(right, inA)))
	}
	m.fail("unsupported operands for %s: 'set' and 'set'", op)
	return nil
}

var comparisonNames = map[syntax.Token]string{
	syntax.EQL: "==", syntax.NEQ: "!=", syntax.LT: "<", syntax.LE: "<=", syntax.GT: ">", syntax.GE: ">=",
	syntax.IN: "in", syntax.NOT_IN: "not in",
}

// compare is x op y for a comparison operator.
func (m *machine) compare(op string, x, y value) bool {
	switch op {
	case "==":
		return m.equal(x, y)
	case "!=":
		return !m.equal(x, y)
	case "in":
		return m.contains(y, x)
	case "not in":
		return !m.contains(y, x)
	case "is":
		return m.identical(x, y)
	case "is not":
		return !m.identical(x, y)
	}
	if a, ok := x.(*setValue); ok {
		if b, ok := y.(*setValue); ok {
			return m.subset(op, a, b)
		}
	}
	c, ordered := m.order(x, y)
	switch op {
	case "<":
		return ordered && c < 0
	case "<=":
		return ordered && c <= 0
	case ">":
		return ordered && c > 0
	case ">=":
		return ordered && c >= 0
	}
	m.fail("unknown comparison %q", op)
	return false
}

func (m *machine) subset(op string, a, b *setValue) bool {
	if op[0] == '>' {
		a, b = b, a
	}
	for _, v := range m.keys(a.dict) {
		if !m.contains(b, v) {
			return false
		}
	}
	return len(op) == 2 || a.dict.live < b.dict.live
}

// identical is Python's "is" where a program can rely on it: for objects that
// can change by identity, for others by type and value.
func (m *machine) identical(x, y value) bool {
	switch x := x.(type) {
	case *listValue, *dictValue, *setValue, *function:
		return x == y
	}
	return x.kind() == y.kind() && m.equal(x, y)
}

func (m *machine) equal(x, y value) bool {
	m.enter()
	defer m.leave()
	m.spend(1)
	if c, ordered, ok := m.compareNumbers(x, y); ok {
		return ordered && c == 0
	}
	switch x := x.(type) {
	case noneValue:
		return y == noneValue{}
	case strValue:
		y, ok := y.(strValue)
		m.spend(len(x.s) / 64)
		return ok && x.s == y.s
	case *listValue:
		y, ok := y.(*listValue)
		return ok && m.equalItems(x.items, y.items)
	case tupleValue:
		y, ok := y.(tupleValue)
		return ok && m.equalItems(x, y)
	case rangeValue:
		y, ok := y.(rangeValue)
		return ok && m.equalItems(m.elements(x), m.elements(y))
	case *setValue:
		y, ok := y.(*setValue)
		return ok && x.dict.live == y.dict.live && m.subset("<=", x, y)
	case *dictValue:
		y, ok := y.(*dictValue)
		return ok && m.equalDicts(x, y)
	case *function:
		return x == y
	case *builtin:
		y, ok := y.(*builtin)
		return ok && x.name == y.name
	}
	return false
}

func (m *machine) equalItems(a, b []value) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !m.equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func (m *machine) equalDicts(a, b *dictValue) bool {
	if a.live != b.live {
		return false
	}
	for _, k := range m.keys(a) {
		v, _ := m.lookup(a, k)
		w, ok := m.lookup(b, k)
		if !ok || !m.equal(v, w) {
			return false
		}
	}
	return true
}

// compareNumbers orders two numbers; ordered is false with a NaN, ok where
// one is no number.
func (m *machine) compareNumbers(x, y value) (c int, ordered, ok bool) {
	a, ok1 := whole(x)
	b, ok2 := whole(y)
	switch {
	case ok1 && ok2 && !a.large() && !b.large():
		return cmp.Compare(a.small, b.small), true, true
	case ok1 && ok2:
		m.spend(1 + maxIntBits/4096)
		return a.toBig().Cmp(b.toBig()), true, true
	}
	f, isFloat1 := x.(floatValue)
	g, isFloat2 := y.(floatValue)
	if !(ok1 || isFloat1) || !(ok2 || isFloat2) {
		return 0, false, false
	}
	if math.IsNaN(float64(f)) || math.IsNaN(float64(g)) {
		return 0, false, true
	}
	if isFloat1 && isFloat2 {
		return cmp.Compare(f, g), true, true
	}
	m.spend(1 + maxIntBits/4096)
	left, right := new(big.Float).SetPrec(maxIntBits), new(big.Float).SetPrec(maxIntBits)
	if ok1 {
		left.SetInt(a.toBig())
	} else {
		left.SetFloat64(float64(f))
	}
	if ok2 {
		right.SetInt(b.toBig())
	} else {
		right.SetFloat64(float64(g))
	}
	return left.Cmp(right), true, true
}

// order orders numbers, strings, and lists or tuples by their first
// difference; ordered is false where a NaN decides.
func (m *machine) order(x, y value) (c int, ordered bool) {
	m.enter()
	defer m.leave()
	m.spend(1)
	if c, ordered, ok := m.compareNumbers(x, y); ok {
		return c, ordered
	}
	switch x := x.(type) {
	case strValue:
		if y, ok := y.(strValue); ok {
			m.spend(min(len(x.s), len(y.s)) / 64)
			return strings.Compare(x.s, y.s), true
		}
	case *listValue:
		if y, ok := y.(*listValue); ok {
			return m.orderItems(x.items, y.items)
		}
	case tupleValue:
		if y, ok := y.(tupleValue); ok {
			return m.orderItems(x, y)
		}
	}
	m.fail("'%s' and '%s' have no order", x.kind(), y.kind())
	return 0, false
}

func (m *machine) orderItems(a, b []value) (int, bool) {
	for i := range min(len(a), len(b)) {
		if !m.equal(a[i], b[i]) {
			return m.order(a[i], b[i])
		}
	}
	return cmp.Compare(len(a), len(b)), true
}

// contains is v in container.
func (m *machine) contains(container, v value) bool {
	switch c := container.(type) {
	case strValue:
		s, ok := v.(strValue)
		if !ok {
			m.fail("'in <string>' requires a string, not %s", v.kind())
		}
		m.spend(len(c.s) / 8)
		return strings.Contains(c.s, s.s)
	case *dictValue:
		_, ok := m.lookup(c, v)
		return ok
	case *setValue:
		_, ok := m.lookup(c.dict, v)
		return ok
	case rangeValue:
		return m.inRange(c, v)
	}
	for _, x := range m.elements(container) {
		if m.equal(x, v) {
			return true
		}
	}
	return false
}

func (m *machine) inRange(r rangeValue, v value) bool {
	x, ok := whole(v)
	if !ok || x.large() || r.length == 0 {
		return false
	}
	low, high := min(r.at(0), r.at(r.length-1)), max(r.at(0), r.at(r.length-1))
	return x.small >= low && x.small <= high && (x.small-r.start)%r.step == 0
}
