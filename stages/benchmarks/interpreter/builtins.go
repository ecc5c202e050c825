package interpreter

import (
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// newBuiltins returns the names every program has.
func newBuiltins() map[string]value {
	all := map[string]value{
		"None": noneValue{}, "True": boolValue(true), "False": boolValue(false), "math": module{"math"},
	}
	for name, call := range map[string]func(*machine, *arguments) value{
		"abs": absolute, "all": allOf, "any": anyOf, "bin": binaryText, "bool": toBool, "chr": character,
		"dict": toDict, "divmod": divmod, "enumerate": enumerate, "filter": filter, "float": toFloat,
		"int": toInt, "isinstance": isInstance, "len": length, "list": toList, "map": mapOver, "max": maximum,
		"min": minimum, "ord": ordinal, "pow": powerOf, "print": print, "range": toRange, "repr": toRepr,
		"reversed": reversed, "round": round, "set": toSet, "sorted": sorted, "str": toStr, "sum": sum,
		"tuple": toTuple, "zip": zip, setName: toSet, powerName: powerOf,
	} {
		all[name] = &builtin{name, call}
	}
	return all
}

// count checks that between low and high positional arguments were given and
// no named ones but those allowed.
func (m *machine) count(a *arguments, low, high int, allowed ...string) {
	if n := len(a.args); n < low || n > high {
		m.fail("%s() takes %d to %d arguments, got %d", a.function, low, high, n)
	}
	for _, n := range a.named {
		if !slices.Contains(allowed, n.name) {
			m.fail("%s() has no parameter '%s'", a.function, n.name)
		}
	}
}

// option returns a named argument, or nil.
func (a *arguments) option(name string) value {
	for _, n := range a.named {
		if n.name == name {
			return n.value
		}
	}
	return nil
}

// arg returns positional argument i, or nil.
func (a *arguments) arg(i int) value {
	if i < len(a.args) {
		return a.args[i]
	}
	return nil
}

func (m *machine) call1(fn value, x value) value {
	m.allocate(headBytes + slotBytes)
	return m.apply(fn, &arguments{args: []value{x}})
}

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

func allOf(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	return boolValue(!slices.ContainsFunc(m.elements(a.args[0]), func(v value) bool { return !truth(v) }))
}

func anyOf(m *machine, a *arguments) value {
	m.count(a, 1, 1)
	return boolValue(slices.ContainsFunc(m.elements(a.args[0]), truth))
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

func divmod(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	out := m.slots(2)
	out[0] = m.binary(syntax.SLASHSLASH, a.args[0], a.args[1])
	out[1] = m.binary(syntax.PERCENT, a.args[0], a.args[1])
	return tupleValue(out)
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

func toFloat(m *machine, a *arguments) value {
	m.count(a, 0, 1)
	if len(a.args) == 0 {
		return floatValue(0)
	}
	if s, ok := a.args[0].(strValue); ok {
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

// print does nothing: there is nowhere to write.
func print(m *machine, a *arguments) value { return noneValue{} }

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
