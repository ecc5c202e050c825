package interpreter

import (
	"math"
	"slices"

	"go.starlark.net/syntax"
)

func allOf(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	return boolValue(!slices.ContainsFunc(m.elements(a.args[0]), func(v value) bool { return !truth(v) }))
}

func anyOf(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	return boolValue(slices.ContainsFunc(m.elements(a.args[0]), truth))
}

func toDict(m *machine, a *arguments) value {
	if len(a.args) > 1 {
		m.count(a, 0, 1)
	}
	d := m.newDict()
	if len(a.args) == 1 {
		m.update(d, a.args[0])
	}
	for _, n := range a.named {
		m.store(d, m.str(n.name), n.value)
	}
	return d
}

// update stores the entries of a dict or of a sequence of pairs.
func (m *machine) update(d *dictValue, from value) {
	if src, ok := from.(*dictValue); ok {
		for _, k := range m.keys(src) {
			v, _ := m.lookup(src, k)
			m.store(d, k, v)
		}
		return
	}
	for _, pair := range m.elements(from) {
		kv := m.elements(pair)
		if len(kv) != 2 {
			m.fail("dict needs pairs, got %d elements", len(kv))
		}
		m.store(d, kv[0], kv[1])
	}
}

func enumerate(m *machine, a *arguments) value {
	m.count(a, 1, 2, "start")
	start := 0
	if v := a.arg(1); v != nil {
		start = m.small(v)
	} else if v := a.option("start"); v != nil {
		start = m.small(v)
	}
	items := m.elements(a.args[0])
	out := m.slots(len(items))
	for i, v := range items {
		pair := m.slots(2)
		pair[0], pair[1] = integer(int64(start+i)), v
		out[i] = tupleValue(pair)
	}
	return newList(out)
}

func filter(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	out := newList(m.slots(0))
	m.iterate(a.args[1], func(v value) bool {
		keep := v
		if _, none := a.args[0].(noneValue); !none {
			keep = m.call1(a.args[0], v)
		}
		if truth(keep) {
			out.items = m.push(out.items, v)
		}
		return true
	})
	return out
}

func mapOver(m *machine, a *arguments) value {
	m.count(a, 2, 8)
	out := newList(m.slots(0))
	for _, row := range m.rows(a.args[1:]) {
		out.items = m.push(out.items, m.apply(a.args[0], &arguments{args: row}))
	}
	return out
}

func zip(m *machine, a *arguments) value {
	m.count(a, 0, 1<<16)
	rows := m.rows(a.args)
	out := m.slots(len(rows))
	for i, row := range rows {
		out[i] = tupleValue(row)
	}
	return newList(out)
}

// rows returns the first elements of all sequences, the second, and so on, as
// long as each has one.
func (m *machine) rows(sequences []value) [][]value {
	if len(sequences) == 0 {
		return nil
	}
	columns := make([][]value, len(sequences))
	n := math.MaxInt
	for i, s := range sequences {
		columns[i] = m.elements(s)
		n = min(n, len(columns[i]))
	}
	m.allocate(n * growBytes)
	rows := make([][]value, n)
	for i := range rows {
		rows[i] = m.slots(len(columns))
		for j, c := range columns {
			rows[i][j] = c[i]
		}
	}
	return rows
}

func length(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	switch v := a.args[0].(type) {
	case strValue:
		return integer(int64(v.runes))
	case *listValue:
		return integer(int64(len(v.items)))
	case tupleValue:
		return integer(int64(len(v)))
	case rangeValue:
		return integer(v.length)
	case *dictValue:
		return integer(int64(v.live))
	case *setValue:
		return integer(int64(v.dict.live))
	}
	m.fail("object of type '%s' has no len()", a.args[0].kind())
	return nil
}

// fresh returns the elements of an optional argument in a slice of their own.
func (m *machine) fresh(a *arguments) []value {
	if len(a.args) > 1 {
		m.fail("%s() takes one argument, got %d", a.function, len(a.args))
	}
	if len(a.args) == 0 {
		return m.slots(0)
	}
	items := m.elements(a.args[0])
	out := m.slots(len(items))
	copy(out, items)
	return out
}

func toList(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	return newList(m.fresh(a))
}

func toTuple(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	return tupleValue(m.fresh(a))
}

func toSet(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	return m.setOf(m.fresh(a))
}

func minimum(m *machine, a *arguments) value { return m.extreme(a, func(c int) bool { return c < 0 }) }
func maximum(m *machine, a *arguments) value { return m.extreme(a, func(c int) bool { return c > 0 }) }

// extreme returns the first element that is better than all before it.
func (m *machine) extreme(a *arguments, better func(c int) bool) value {
	m.count(a, 1, math.MaxInt, "key", "default")
	items := a.args
	if len(items) == 1 {
		items = m.elements(items[0])
	}
	if len(items) == 0 {
		if d := a.option("default"); d != nil {
			return d
		}
		m.fail("%s() of nothing", a.function)
	}
	key := m.keyFunction(a)
	best, bestKey := items[0], key(items[0])
	for _, v := range items[1:] {
		m.spend(1)
		k := key(v)
		if c, ordered := m.order(k, bestKey); ordered && better(c) {
			best, bestKey = v, k
		}
	}
	return best
}

// keyFunction returns what the argument key does, the identity without one.
func (m *machine) keyFunction(a *arguments) func(value) value {
	k := a.option("key")
	if _, none := k.(noneValue); k == nil || none {
		return func(v value) value { return v }
	}
	return func(v value) value { return m.call1(k, v) }
}

func toRange(m *machine, a *arguments) value {
	m.count(a, 1, 3)
	start, stop, step := int64(0), int64(m.small(a.args[0])), int64(1)
	if len(a.args) > 1 {
		start, stop = stop, int64(m.small(a.args[1]))
	}
	if len(a.args) > 2 {
		step = int64(m.small(a.args[2]))
	}
	const most = 1 << 40
	for _, n := range []int64{start, stop, step} {
		if n > most || n < -most {
			m.fail("range() beyond 2**40 is not supported")
		}
	}
	r := rangeValue{start, stop, step, 0}
	switch {
	case step == 0:
		m.fail("range() step must not be zero")
	case step > 0:
		r.length = max((stop-start+step-1)/step, 0)
	default:
		r.length = max((start-stop-step-1)/-step, 0)
	}
	return r
}

func reversed(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	items := m.fresh(a)
	slices.Reverse(items)
	return newList(items)
}

func sorted(m *machine, a *arguments) value {
	m.count(a, 1, 1, "key", "reverse")
	l := newList(m.fresh(a))
	m.sort(l, a)
	return l
}

// sort sorts stably by the arguments key and reverse. Equal elements keep
// their order either way.
func (m *machine) sort(l *listValue, a *arguments) {
	key, n := m.keyFunction(a), len(l.items)
	type keyed struct{ key, value value }
	m.allocate(2 * n * slotBytes)
	pairs := make([]keyed, n)
	for i, v := range l.items {
		pairs[i] = keyed{key(v), v}
	}
	sign := 1
	if r := a.option("reverse"); r != nil && truth(r) {
		sign = -1
	}
	slices.SortStableFunc(pairs, func(x, y keyed) int {
		c, _ := m.order(x.key, y.key)
		return sign * c
	})
	m.allocate(n * slotBytes)
	l.items = make([]value, n)
	for i, p := range pairs {
		l.items[i] = p.value
	}
}

func sum(m *machine, a *arguments) value {
	m.count(a, 1, 2, "start")
	total := value(integer(0))
	if v := a.arg(1); v != nil {
		total = v
	} else if v := a.option("start"); v != nil {
		total = v
	}
	m.iterate(a.args[0], func(v value) bool {
		total = m.binary(syntax.PLUS, total, v)
		return true
	})
	return total
}
