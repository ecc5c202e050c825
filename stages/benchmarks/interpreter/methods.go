package interpreter

import (
	"math"
	"math/big"
	"slices"

	"go.starlark.net/syntax"
)

// attribute returns x.name: a method bound to x, a type's method that takes
// the object as its first argument, or a name of a module.
func (m *machine) attribute(x value, name string) value {
	m.allocate(headBytes)
	switch t := x.(type) {
	case module:
		return m.mathName(name)
	case *builtin:
		if method, ok := m.methods[t.name][name]; ok {
			return &builtin{name, func(m *machine, a *arguments) value {
				if len(a.args) == 0 || a.args[0].kind() != t.name {
					m.fail("%s.%s needs a %s", t.name, name, t.name)
				}
				return method(m, a.args[0], &arguments{name, a.args[1:], a.named})
			}}
		}
	}
	method, ok := m.methods[x.kind()][name]
	if !ok {
		m.fail("'%s' object has no attribute '%s'", x.kind(), name)
	}
	return &builtin{name, func(m *machine, a *arguments) value { return method(m, x, a) }}
}

type method func(m *machine, self value, a *arguments) value

func (m *machine) mathName(name string) value {
	real := func(a *arguments) float64 {
		m.count(a, 1, 1)
		f, ok := m.real(a.args[0])
		if !ok {
			m.fail("math.%s() needs a number", name)
		}
		return f
	}
	switch name {
	case "pi":
		return floatValue(math.Pi)
	case "inf":
		return floatValue(math.Inf(1))
	case "sqrt":
		return &builtin{name, func(m *machine, a *arguments) value {
			f := real(a)
			if f < 0 {
				m.fail("math domain error")
			}
			return floatValue(math.Sqrt(f))
		}}
	case "floor":
		return &builtin{name, func(m *machine, a *arguments) value { return m.truncate(math.Floor(real(a))) }}
	case "ceil":
		return &builtin{name, func(m *machine, a *arguments) value { return m.truncate(math.Ceil(real(a))) }}
	case "gcd":
		return &builtin{name, gcd}
	}
	m.fail("math.%s is not supported", name)
	return nil
}

func gcd(m *machine, a *arguments) value {
	m.count(a, 2, 2)
	x, ok1 := whole(a.args[0])
	y, ok2 := whole(a.args[1])
	if !ok1 || !ok2 {
		m.fail("math.gcd() needs integers")
	}
	p, q := x.toBig(), y.toBig()
	m.spend((p.BitLen() + 64) * (q.BitLen() + 64) / 1024)
	m.allocate(headBytes + (p.BitLen()+q.BitLen())/8)
	return m.bigInt(new(big.Int).GCD(nil, nil, new(big.Int).Abs(p), new(big.Int).Abs(q)))
}

var listMethods = map[string]method{
	"append": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		l := self.(*listValue)
		l.items = m.push(l.items, a.args[0])
		return noneValue{}
	},
	"extend": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		m.extend(self.(*listValue), a.args[0])
		return noneValue{}
	},
	"insert": func(m *machine, self value, a *arguments) value {
		m.count(a, 2, 2)
		l := self.(*listValue)
		i := m.small(a.args[0])
		if i < 0 {
			i += len(l.items)
		}
		m.allocate(growBytes)
		m.spend(len(l.items))
		l.items = slices.Insert(l.items, min(max(i, 0), len(l.items)), a.args[1])
		return noneValue{}
	},
	"pop": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 1)
		l, i := self.(*listValue), value(integer(-1))
		if len(a.args) == 1 {
			i = a.args[0]
		}
		k := m.at(i, len(l.items))
		v := l.items[k]
		m.cut(l, k)
		return v
	},
	"remove": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		l := self.(*listValue)
		m.cut(l, m.position(l.items, a.args[0]))
		return noneValue{}
	},
	"index": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return integer(int64(m.position(self.(*listValue).items, a.args[0])))
	},
	"count": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return m.occurrences(self.(*listValue).items, a.args[0])
	},
	"sort": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0, "key", "reverse")
		m.sort(self.(*listValue), a)
		return noneValue{}
	},
	"reverse": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		slices.Reverse(m.elements(self))
		return noneValue{}
	},
	"clear": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		self.(*listValue).items = nil
		return noneValue{}
	},
	"copy": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		return newList(m.joined(self.(*listValue).items, nil))
	},
}

// cut removes element k. The slot that is left over keeps its value, because
// a loop over the list's former elements may still come to it.
func (m *machine) cut(l *listValue, k int) {
	m.spend(len(l.items) - k)
	l.items = append(l.items[:k], l.items[k+1:]...)
}

var tupleMethods = map[string]method{
	"index": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return integer(int64(m.position(self.(tupleValue), a.args[0])))
	},
	"count": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return m.occurrences(self.(tupleValue), a.args[0])
	},
}

func (m *machine) position(items []value, v value) int {
	k := slices.IndexFunc(items, func(x value) bool { return m.equal(x, v) })
	if k < 0 {
		m.fail("%s is not in the sequence", m.repr(v))
	}
	return k
}

func (m *machine) occurrences(items []value, v value) value {
	n := int64(0)
	for _, x := range items {
		if m.equal(x, v) {
			n++
		}
	}
	return integer(n)
}

var dictMethods = map[string]method{
	"get": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 2)
		if v, ok := m.lookup(self.(*dictValue), a.args[0]); ok {
			return v
		}
		if v := a.arg(1); v != nil {
			return v
		}
		return noneValue{}
	},
	"keys": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		return newList(m.keys(self.(*dictValue)))
	},
	"values": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		d := self.(*dictValue)
		out := m.keys(d)
		for i, k := range out {
			out[i], _ = m.lookup(d, k)
		}
		return newList(out)
	},
	"items": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		d := self.(*dictValue)
		out := m.keys(d)
		for i, k := range out {
			pair := m.slots(2)
			pair[0] = k
			pair[1], _ = m.lookup(d, k)
			out[i] = tupleValue(pair)
		}
		return newList(out)
	},
	"pop": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 2)
		if v, ok := m.remove(self.(*dictValue), a.args[0]); ok {
			return v
		}
		if v := a.arg(1); v != nil {
			return v
		}
		m.fail("key not found: %s", m.repr(a.args[0]))
		return nil
	},
	"setdefault": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 2)
		d, v := self.(*dictValue), value(noneValue{})
		if x, ok := m.lookup(d, a.args[0]); ok {
			return x
		}
		if x := a.arg(1); x != nil {
			v = x
		}
		m.store(d, a.args[0], v)
		return v
	},
	"update": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		m.update(self.(*dictValue), a.args[0])
		return noneValue{}
	},
	"copy": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		d := m.newDict()
		m.update(d, self)
		return d
	},
}

// combines makes a set method of an operator; the other side may be any
// sequence.
func combines(op syntax.Token) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return m.setOperation(op, self.(*setValue), m.setOf(m.elements(a.args[0])))
	}
}

// relates makes a set method of a comparison.
func relates(op string) method {
	return func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		return boolValue(m.subset(op, self.(*setValue), m.setOf(m.elements(a.args[0]))))
	}
}

var setMethods = map[string]method{
	"union":                combines(syntax.PIPE),
	"intersection":         combines(syntax.AMP),
	"difference":           combines(syntax.MINUS),
	"symmetric_difference": combines(syntax.CIRCUMFLEX),
	"issubset":             relates("<="),
	"issuperset":           relates(">="),
	"add": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		m.store(self.(*setValue).dict, a.args[0], noneValue{})
		return noneValue{}
	},
	"remove": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		if _, ok := m.remove(self.(*setValue).dict, a.args[0]); !ok {
			m.fail("element not found: %s", m.repr(a.args[0]))
		}
		return noneValue{}
	},
	"discard": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		m.remove(self.(*setValue).dict, a.args[0])
		return noneValue{}
	},
	"update": func(m *machine, self value, a *arguments) value {
		m.count(a, 1, 1)
		for _, v := range m.elements(a.args[0]) {
			m.store(self.(*setValue).dict, v, noneValue{})
		}
		return noneValue{}
	},
	"copy": func(m *machine, self value, a *arguments) value {
		m.count(a, 0, 0)
		return m.setOf(m.elements(self))
	},
}
