package interpreter

import (
	"math/big"
	"unicode/utf8"

	"go.starlark.net/syntax"
)

// A value is an object of the language: one of the types below.
type value interface {
	kind() string // the type's name in Python
}

type (
	noneValue  struct{}
	boolValue  bool
	floatValue float64
	// intValue holds small integers in small, others in big.
	intValue struct {
		small int64
		big   *big.Int // nil for small integers
	}
	// strValue knows its number of code points, so that indexing ASCII text
	// is cheap.
	strValue struct {
		s     string
		runes int
	}
	listValue  struct{ items []value }
	tupleValue []value
	rangeValue struct{ start, stop, step, length int64 }
	// dictValue keeps the order of insertion. Deleted entries have a nil key
	// until the next compaction.
	dictValue struct {
		index   map[hashKey]int
		entries []entry
		live    int
	}
	entry    struct{ key, value value }
	setValue struct{ dict *dictValue }
	// function is a def or lambda with the scope that it closes over.
	function struct {
		name     string
		params   []syntax.Expr
		defaults []value // of the parameters, nil where there is none
		body     []syntax.Stmt
		result   syntax.Expr // of a lambda
		node     syntax.Node
		scope    *scope
	}
	// builtin is a function of the interpreter's, a type, or a bound method.
	builtin struct {
		name string
		call func(m *machine, a *arguments) value
	}
	// module is what import math binds.
	module struct{ name string }
)

func (noneValue) kind() string  { return "NoneType" }
func (boolValue) kind() string  { return "bool" }
func (floatValue) kind() string { return "float" }
func (intValue) kind() string   { return "int" }
func (strValue) kind() string   { return "str" }
func (*listValue) kind() string { return "list" }
func (tupleValue) kind() string { return "tuple" }
func (rangeValue) kind() string { return "range" }
func (*dictValue) kind() string { return "dict" }
func (*setValue) kind() string  { return "set" }
func (*function) kind() string  { return "function" }
func (*builtin) kind() string   { return "builtin_function_or_method" }
func (module) kind() string     { return "module" }
func integer(n int64) intValue  { return intValue{small: n} }
func text(s string) strValue    { return strValue{s, utf8.RuneCountInString(s)} }
func (s strValue) ascii() bool  { return s.runes == len(s.s) }
func (x intValue) large() bool  { return x.big != nil }
func (x intValue) toBig() *big.Int {
	if x.large() {
		return x.big
	}
	return big.NewInt(x.small)
}

// Sizes that allocations are charged at, in bytes.
const (
	slotBytes  = 32  // an element of a list or tuple, and the number in it
	headBytes  = 64  // a list, dict, string or function itself
	growBytes  = 64  // an element appended: its slot, and copies as the list grows
	entryBytes = 160 // an entry of a dict or set
)

// maxIntBits bounds integers, so that a step on them has bounded cost.
const maxIntBits = 1 << 14

// newList returns a list of items, which it owns. Its slots must have been
// counted.
func newList(items []value) *listValue { return &listValue{items} }

// slots counts and allocates n slots.
func (m *machine) slots(n int) []value {
	m.allocate(headBytes + n*slotBytes)
	m.spend(n)
	return make([]value, n)
}

// push appends to a slice of values.
func (m *machine) push(items []value, v value) []value {
	m.allocate(growBytes)
	return append(items, v)
}

// str returns a string that it counts.
func (m *machine) str(s string) strValue {
	m.allocate(headBytes + len(s))
	return text(s)
}

// bigInt returns a large integer, or a small one where it fits.
func (m *machine) bigInt(x *big.Int) intValue {
	if x.IsInt64() {
		return integer(x.Int64())
	}
	m.boundBits(x.BitLen())
	m.allocate(headBytes + x.BitLen()/8)
	return intValue{big: x}
}

// boundBits stops integers that would be too long before they are computed.
func (m *machine) boundBits(bits int) {
	if bits > maxIntBits {
		m.fail("integers of more than %d bits are not supported", maxIntBits)
	}
}

// truth is Python's bool(v).
func truth(v value) bool {
	switch v := v.(type) {
	case noneValue:
		return false
	case boolValue:
		return bool(v)
	case floatValue:
		return v != 0
	case intValue:
		return v.large() || v.small != 0
	case strValue:
		return v.s != ""
	case *listValue:
		return len(v.items) > 0
	case tupleValue:
		return len(v) > 0
	case rangeValue:
		return v.length > 0
	case *dictValue:
		return v.live > 0
	case *setValue:
		return v.dict.live > 0
	}
	return true
}
