package interpreter

import (
	"go.starlark.net/syntax"
)

// arguments are those of one call.
type arguments struct {
	function string
	args     []value
	named    []namedValue
}

type namedValue struct {
	name  string
	value value
}

// define closes a function over its scope and evaluates its defaults.
func (m *machine) define(f *function, s *scope) *function {
	m.allocate(headBytes + len(f.params)*slotBytes)
	f.scope = s
	f.defaults = make([]value, len(f.params))
	for i, p := range f.params {
		if b, ok := p.(*syntax.BinaryExpr); ok {
			f.defaults[i] = m.eval(b.Y, s)
		}
	}
	return f
}

// evalCall evaluates a call, or one of the forms that rewriting made.
func (m *machine) evalCall(x *syntax.CallExpr, s *scope) value {
	if id, ok := x.Fn.(*syntax.Ident); ok {
		switch id.Name {
		case assertName:
			return m.assert(x, s)
		case raiseName:
			return m.raise(x, s)
		case compareName:
			return m.chain(x.Args, s)
		case outerName:
			return noneValue{} // has had its effect on the scope
		}
	}
	fn := m.eval(x.Fn, s)
	a := m.evalArguments(x.Args, s)
	m.line = int(x.Lparen.Line)
	return m.apply(fn, a)
}

func (m *machine) assert(x *syntax.CallExpr, s *scope) value {
	if n := len(x.Args); n != 1 && n != 2 {
		m.fail("assert takes a condition and a message")
	}
	holds := truth(m.eval(x.Args[0], s))
	m.line = int(x.Lparen.Line)
	if holds {
		return noneValue{}
	}
	message := "assert does not hold"
	if len(x.Args) == 2 {
		message += ": " + m.display(m.eval(x.Args[1], s))
	}
	m.end(AssertionFailed, message)
	return nil
}

// raise ends the program: nothing can catch it. The exception's class need
// not exist, so its arguments alone are evaluated.
func (m *machine) raise(x *syntax.CallExpr, s *scope) value {
	message := "exception raised"
	for _, arg := range x.Args {
		switch arg := arg.(type) {
		case *syntax.Ident:
			message += ": " + arg.Name
		case *syntax.CallExpr:
			if id, ok := arg.Fn.(*syntax.Ident); ok {
				message += ": " + id.Name
			}
			for _, v := range m.evalArguments(arg.Args, s).args {
				message += ": " + m.display(v)
			}
		}
	}
	m.fail("%s", message)
	return nil
}

func (m *machine) evalArguments(exprs []syntax.Expr, s *scope) *arguments {
	m.allocate(headBytes + len(exprs)*slotBytes)
	a := &arguments{args: make([]value, 0, len(exprs))}
	for _, e := range exprs {
		switch e := e.(type) {
		case *syntax.UnaryExpr:
			switch e.Op {
			case syntax.STAR:
				for _, v := range m.elements(m.eval(e.X, s)) {
					a.args = m.push(a.args, v)
				}
				continue
			case syntax.STARSTAR:
				m.spread(a, m.eval(e.X, s))
				continue
			}
		case *syntax.BinaryExpr:
			if e.Op == syntax.EQ {
				m.allocate(2 * slotBytes)
				a.named = append(a.named, namedValue{e.X.(*syntax.Ident).Name, m.eval(e.Y, s)})
				continue
			}
		}
		a.args = append(a.args, m.eval(e, s))
	}
	return a
}

// spread adds the entries of a dict as named arguments.
func (m *machine) spread(a *arguments, v value) {
	d, ok := v.(*dictValue)
	if !ok {
		m.fail("argument after ** must be a dict, not %s", v.kind())
	}
	for _, k := range m.keys(d) {
		name, ok := k.(strValue)
		if !ok {
			m.fail("keywords must be strings")
		}
		x, _ := m.lookup(d, k)
		m.allocate(growBytes)
		a.named = append(a.named, namedValue{name.s, x})
	}
}

// apply calls a function or a builtin.
func (m *machine) apply(fn value, a *arguments) value {
	m.spend(1)
	m.enter()
	defer m.leave()
	switch fn := fn.(type) {
	case *builtin:
		a.function = fn.name
		return fn.call(m, a)
	case *function:
		if m.calls++; m.calls > m.limits.Calls {
			m.fail("more than %d calls in progress", m.limits.Calls)
		}
		defer func() { m.calls-- }()
		m.allocate(4 * headBytes)
		m.spend(len(fn.params))
		s := newScope(m.localNames(fn.node, fn.params, fn.body), fn.scope)
		m.bindParameters(fn, a, s)
		if fn.result != nil {
			return m.eval(fn.result, s)
		}
		switch f, v := m.block(fn.body, s); f {
		case returned:
			return v
		case next:
			return noneValue{}
		}
		m.fail("break or continue outside of a loop")
	}
	m.fail("'%s' object is not callable", fn.kind())
	return nil
}

// bindParameters gives each parameter its argument or default.
func (m *machine) bindParameters(fn *function, a *arguments, s *scope) {
	args, keywordOnly, positional := a.args, false, 0
	var rest *syntax.Ident
	for i, p := range fn.params {
		id := parameterName(p)
		if u, ok := p.(*syntax.UnaryExpr); ok {
			switch {
			case u.Op == syntax.STARSTAR:
				rest = id
			case id != nil:
				m.allocate(headBytes)
				m.bind(s, id.Name, tupleValue(args))
				args, keywordOnly = nil, true
			default:
				keywordOnly = true
			}
			continue
		}
		switch {
		case !keywordOnly && len(args) > 0:
			m.bind(s, id.Name, args[0])
			args = args[1:]
			positional++
		case fn.defaults[i] != nil:
			m.bind(s, id.Name, fn.defaults[i])
		}
	}
	if len(args) > 0 {
		m.fail("%s() takes %d arguments less than given", fn.name, len(args))
	}
	m.bindNamed(fn, a, positional, s, rest)
	for _, p := range fn.params {
		id := parameterName(p)
		if id == nil {
			continue
		}
		if _, ok := s.vars[id.Name]; !ok {
			m.fail("%s() misses argument '%s'", fn.name, id.Name)
		}
	}
}

// bindNamed binds the named arguments, where the first parameters have got
// positional ones; rest takes those without parameter.
func (m *machine) bindNamed(fn *function, a *arguments, positional int, s *scope, rest *syntax.Ident) {
	others := m.newDict()
	for _, n := range a.named {
		m.spend(len(fn.params) / 8)
		i := fn.parameter(n.name)
		switch {
		case i >= 0 && i < positional:
			m.fail("%s() got several values for argument '%s'", fn.name, n.name)
		case i >= 0:
			m.bind(s, n.name, n.value)
		case rest != nil:
			m.store(others, m.str(n.name), n.value)
		default:
			m.fail("%s() has no parameter '%s'", fn.name, n.name)
		}
	}
	if rest != nil {
		m.bind(s, rest.Name, others)
	}
}

// parameter returns the index of the parameter of that name, or -1.
func (f *function) parameter(name string) int {
	for i, p := range f.params {
		if _, starred := p.(*syntax.UnaryExpr); starred {
			continue
		}
		if parameterName(p).Name == name {
			return i
		}
	}
	return -1
}
