package interpreter

import (
	"math/big"

	"go.starlark.net/syntax"
)

// eval evaluates an expression.
func (m *machine) eval(x syntax.Expr, s *scope) value {
	m.enter()
	defer m.leave()
	m.spend(1)
	switch x := x.(type) {
	case *syntax.Ident:
		return m.find(s, x.Name)
	case *syntax.Literal:
		return m.literal(x)
	case *syntax.ParenExpr:
		return m.eval(x.X, s)
	case *syntax.CallExpr:
		return m.evalCall(x, s)
	case *syntax.DotExpr:
		return m.attribute(m.eval(x.X, s), x.Name.Name)
	case *syntax.IndexExpr:
		return m.index(m.eval(x.X, s), m.eval(x.Y, s))
	case *syntax.SliceExpr:
		return m.slice(x, s)
	case *syntax.UnaryExpr:
		if x.X == nil {
			m.fail("misplaced *")
		}
		return m.unary(x.Op, m.eval(x.X, s))
	case *syntax.BinaryExpr:
		return m.evalBinary(x, s)
	case *syntax.CondExpr:
		if truth(m.eval(x.Cond, s)) {
			return m.eval(x.True, s)
		}
		return m.eval(x.False, s)
	case *syntax.ListExpr:
		return newList(m.evalAll(x.List, s))
	case *syntax.TupleExpr:
		return tupleValue(m.evalAll(x.List, s))
	case *syntax.DictExpr:
		return m.dictDisplay(x, s)
	case *syntax.LambdaExpr:
		return m.define(&function{name: "<lambda>", params: x.Params, result: x.Body, node: x}, s)
	case *syntax.Comprehension:
		return m.comprehension(x, s)
	}
	m.fail("expression is not supported")
	return nil
}

func (m *machine) literal(x *syntax.Literal) value {
	switch v := x.Value.(type) {
	case int64:
		return integer(v)
	case *big.Int:
		return m.bigInt(v)
	case float64:
		return floatValue(v)
	case string:
		if x.Token == syntax.STRING {
			m.spend(len(v) / 64)
			return text(v)
		}
	}
	m.fail("literal %s is not supported", x.Raw)
	return nil
}

func (m *machine) evalAll(exprs []syntax.Expr, s *scope) []value {
	out := m.slots(len(exprs))
	for i, e := range exprs {
		out[i] = m.eval(e, s)
	}
	return out
}

func (m *machine) dictDisplay(x *syntax.DictExpr, s *scope) value {
	d := m.newDict()
	for _, e := range x.List {
		e := e.(*syntax.DictEntry)
		k := m.eval(e.Key, s)
		m.store(d, k, m.eval(e.Value, s))
	}
	return d
}

func (m *machine) evalBinary(x *syntax.BinaryExpr, s *scope) value {
	left := m.eval(x.X, s)
	switch x.Op {
	case syntax.AND:
		if !truth(left) {
			return left
		}
		return m.eval(x.Y, s)
	case syntax.OR:
		if truth(left) {
			return left
		}
		return m.eval(x.Y, s)
	}
	right := m.eval(x.Y, s)
	if name, ok := comparisonNames[x.Op]; ok {
		return boolValue(m.compare(name, left, right))
	}
	return m.binary(x.Op, left, right)
}

// chain evaluates a < b < c: each operand once, none after the first
// comparison that does not hold.
func (m *machine) chain(args []syntax.Expr, s *scope) value {
	left := m.eval(args[0], s)
	for i := 1; i+1 < len(args); i += 2 {
		symbol, ok := args[i].(*syntax.Literal)
		if !ok {
			m.fail("malformed comparison")
		}
		right := m.eval(args[i+1], s)
		if name, _ := symbol.Value.(string); !m.compare(name, left, right) {
			return boolValue(false)
		}
		left = right
	}
	return boolValue(true)
}

// comprehension evaluates one of a list or dict. Its loop variables live in a
// scope of their own.
func (m *machine) comprehension(x *syntax.Comprehension, s *scope) value {
	m.allocate(4 * headBytes)
	inner := newScope(m.loopNames(x), s)
	if entry, ok := x.Body.(*syntax.DictEntry); ok {
		d := m.newDict()
		m.clauses(x.Clauses, s, inner, func() {
			k := m.eval(entry.Key, inner)
			m.store(d, k, m.eval(entry.Value, inner))
		})
		return d
	}
	l := newList(m.slots(0))
	m.clauses(x.Clauses, s, inner, func() { l.items = m.push(l.items, m.eval(x.Body, inner)) })
	return l
}

// clauses runs the rest of a comprehension's loops and conditions. The first
// loop's sequence is evaluated outside of its scope.
func (m *machine) clauses(clauses []syntax.Node, outer, inner *scope, body func()) {
	m.enter()
	defer m.leave()
	if len(clauses) == 0 {
		body()
		return
	}
	switch c := clauses[0].(type) {
	case *syntax.ForClause:
		m.iterate(m.eval(c.X, outer), func(item value) bool {
			m.assign(c.Vars, item, inner)
			m.clauses(clauses[1:], inner, inner, body)
			return true
		})
	case *syntax.IfClause:
		if truth(m.eval(c.Cond, inner)) {
			m.clauses(clauses[1:], inner, inner, body)
		}
	}
}
