package interpreter

import (
	"slices"

	"go.starlark.net/syntax"
)

// at returns an index into n elements, counted from the end if negative.
func (m *machine) at(i value, n int) int {
	x, ok := i.(intValue)
	if b, isBool := i.(boolValue); isBool {
		x, ok = asInt(b), true
	}
	if !ok {
		m.fail("indices must be integers, not %s", i.kind())
	}
	k := x.small
	if k < 0 {
		k += int64(n)
	}
	if x.large() || k < 0 || k >= int64(n) {
		m.fail("index out of range")
	}
	return int(k)
}

func (m *machine) index(x, i value) value {
	switch x := x.(type) {
	case *listValue:
		return x.items[m.at(i, len(x.items))]
	case tupleValue:
		return x[m.at(i, len(x))]
	case rangeValue:
		return integer(x.at(int64(m.at(i, int(x.length)))))
	case strValue:
		k := m.at(i, x.runes)
		if x.ascii() {
			return strValue{x.s[k : k+1], 1}
		}
		m.allocate(4 * x.runes)
		return text(string([]rune(x.s)[k]))
	case *dictValue:
		v, ok := m.lookup(x, i)
		if !ok {
			m.fail("key not found: %s", m.repr(i))
		}
		return v
	}
	m.fail("'%s' object cannot be indexed", x.kind())
	return nil
}

func (m *machine) setIndex(x, i, v value) {
	switch x := x.(type) {
	case *listValue:
		x.items[m.at(i, len(x.items))] = v
	case *dictValue:
		m.store(x, i, v)
	default:
		m.fail("'%s' object does not support item assignment", x.kind())
	}
}

// deleteItem is del x[i].
func deleteItem(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	switch x := a.args[0].(type) {
	case *listValue:
		m.cut(x, m.at(a.args[1], len(x.items)))
	case *dictValue:
		if _, ok := m.remove(x, a.args[1]); !ok {
			m.fail("key not found: %s", m.repr(a.args[1]))
		}
	default:
		m.fail("'%s' object does not support item deletion", x.kind())
	}
	return noneValue{}
}

// bounds are those of a slice of n elements: the first index, the step, and
// how many elements there are.
func (m *machine) bounds(x *syntax.SliceExpr, n int, s *scope) (start, step, count int) {
	step = 1
	if x.Step != nil {
		step = m.bound(m.eval(x.Step, s), 1, n+1)
	}
	if step == 0 {
		m.fail("slice step cannot be zero")
	}
	lowest, highest, first, last := 0, n, 0, n
	if step < 0 {
		lowest, highest, first, last = -1, n-1, n-1, -1
	}
	edge := func(e syntax.Expr, otherwise int) int {
		if e == nil {
			return otherwise
		}
		v := m.eval(e, s)
		if _, none := v.(noneValue); none {
			return otherwise
		}
		k := m.bound(v, 0, 2*n+2)
		if k < 0 {
			k += n
		}
		return min(max(k, lowest), highest)
	}
	start, stop := edge(x.Lo, first), edge(x.Hi, last)
	if step > 0 {
		return start, step, max((stop-start+step-1)/step, 0)
	}
	return start, step, max((start-stop-step-1)/-step, 0)
}

// bound is a slice's number, cut to what can matter.
func (m *machine) bound(v value, none, most int) int {
	switch v := v.(type) {
	case noneValue:
		return none
	case intValue:
		switch {
		case v.large() && v.big.Sign() > 0 || !v.large() && v.small > int64(most):
			return most
		case v.large() || v.small < -int64(most):
			return -most
		}
		return int(v.small)
	case boolValue:
		return int(asInt(v).small)
	}
	m.fail("slice indices must be integers, not %s", v.kind())
	return 0
}

func (m *machine) slice(x *syntax.SliceExpr, s *scope) value {
	switch v := m.eval(x.X, s).(type) {
	case *listValue:
		return newList(m.pick(v.items, x, s))
	case tupleValue:
		return tupleValue(m.pick(v, x, s))
	case rangeValue:
		return newList(m.pick(m.elements(v), x, s))
	case strValue:
		return m.sliceText(v, x, s)
	default:
		m.fail("'%s' object cannot be sliced", v.kind())
	}
	return nil
}

func (m *machine) pick(items []value, x *syntax.SliceExpr, s *scope) []value {
	start, step, count := m.bounds(x, len(items), s)
	out := m.slots(count)
	for i := range out {
		out[i] = items[start+i*step]
	}
	return out
}

func (m *machine) sliceText(v strValue, x *syntax.SliceExpr, s *scope) value {
	start, step, count := m.bounds(x, v.runes, s)
	if v.ascii() && step == 1 {
		return strValue{v.s[start : start+count], count}
	}
	m.allocate(headBytes + 4*v.runes + 8*count)
	runes, out := []rune(v.s), make([]rune, count)
	for i := range out {
		out[i] = runes[start+i*step]
	}
	return text(string(out))
}

// setSlice replaces a run of a list.
func (m *machine) setSlice(t *syntax.SliceExpr, v value, s *scope) {
	l, ok := m.eval(t.X, s).(*listValue)
	if !ok {
		m.fail("only slices of lists can be assigned to")
	}
	n := len(l.items)
	start, step, count := m.bounds(t, n, s)
	if step != 1 {
		m.fail("assignment to a slice with a step is not supported")
	}
	if len(l.items) != n {
		m.fail("list changed while the bounds of its slice were found")
	}
	items := m.elements(v)
	m.allocate(headBytes + (len(l.items)+len(items))*slotBytes)
	l.items = slices.Concat(l.items[:start], items, l.items[start+count:])
}
