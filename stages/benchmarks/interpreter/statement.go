package interpreter

import "go.starlark.net/syntax"

// A flow is where execution goes after a statement.
type flow int

const (
	next flow = iota
	breakLoop
	continueLoop
	returned
)

// block executes statements; the value is that of a return.
func (m *machine) block(stmts []syntax.Stmt, s *scope) (flow, value) {
	for _, stmt := range stmts {
		if f, v := m.execute(stmt, s); f != next {
			return f, v
		}
	}
	return next, nil
}

func (m *machine) execute(stmt syntax.Stmt, s *scope) (flow, value) {
	m.enter()
	defer m.leave()
	m.spend(1)
	m.line = int(syntax.Start(stmt).Line)
	switch stmt := stmt.(type) {
	case *syntax.ExprStmt:
		m.eval(stmt.X, s)
	case *syntax.AssignStmt:
		m.assignment(stmt, s)
	case *syntax.ReturnStmt:
		if stmt.Result == nil {
			return returned, noneValue{}
		}
		return returned, m.eval(stmt.Result, s)
	case *syntax.BranchStmt:
		switch stmt.Token {
		case syntax.BREAK:
			return breakLoop, nil
		case syntax.CONTINUE:
			return continueLoop, nil
		}
	case *syntax.IfStmt:
		if truth(m.eval(stmt.Cond, s)) {
			return m.block(stmt.True, s)
		}
		return m.block(stmt.False, s)
	case *syntax.WhileStmt:
		return m.while(stmt, s)
	case *syntax.ForStmt:
		return m.forLoop(stmt, s)
	case *syntax.DefStmt:
		m.bind(s, stmt.Name.Name, m.define(&function{name: stmt.Name.Name, params: stmt.Params, body: stmt.Body, node: stmt}, s))
	default:
		m.fail("statement is not supported")
	}
	return next, nil
}

func (m *machine) while(stmt *syntax.WhileStmt, s *scope) (flow, value) {
	for truth(m.eval(stmt.Cond, s)) {
		m.spend(1)
		switch f, v := m.block(stmt.Body, s); f {
		case breakLoop:
			return next, nil
		case returned:
			return f, v
		}
	}
	return next, nil
}

func (m *machine) forLoop(stmt *syntax.ForStmt, s *scope) (flow, value) {
	result, v := next, value(nil)
	m.iterate(m.eval(stmt.X, s), func(item value) bool {
		m.assign(stmt.Vars, item, s)
		f, w := m.block(stmt.Body, s)
		if f == returned {
			result, v = f, w
		}
		return f != breakLoop && f != returned
	})
	return result, v
}

// iterate calls visit for each element until it returns false. A list is
// visited as it is at each step, so that appending to it goes on; a range
// makes no list.
func (m *machine) iterate(v value, visit func(value) bool) {
	switch v := v.(type) {
	case *listValue:
		for i := 0; i < len(v.items); i++ {
			m.spend(1)
			if !visit(v.items[i]) {
				return
			}
		}
	case rangeValue:
		for i := range v.length {
			m.spend(1)
			if !visit(integer(v.at(i))) {
				return
			}
		}
	default:
		for _, x := range m.elements(v) {
			m.spend(1)
			if !visit(x) {
				return
			}
		}
	}
}

func (m *machine) assignment(stmt *syntax.AssignStmt, s *scope) {
	if stmt.Op == syntax.EQ {
		m.assign(stmt.LHS, m.eval(stmt.RHS, s), s)
		return
	}
	op := stmt.Op - syntax.PLUS_EQ + syntax.PLUS
	switch lhs := unparen(stmt.LHS).(type) {
	case *syntax.Ident:
		m.bind(s, lhs.Name, m.augment(op, m.find(s, lhs.Name), m.eval(stmt.RHS, s)))
	case *syntax.IndexExpr:
		x, i := m.eval(lhs.X, s), m.eval(lhs.Y, s)
		m.setIndex(x, i, m.augment(op, m.index(x, i), m.eval(stmt.RHS, s)))
	default:
		m.fail("cannot assign to this expression")
	}
}

// augment is x op= y: lists, sets and dicts change in place.
func (m *machine) augment(op syntax.Token, x, y value) value {
	switch x := x.(type) {
	case *listValue:
		switch op {
		case syntax.PLUS:
			m.extend(x, y)
			return x
		case syntax.STAR:
			if r, ok := m.binary(op, x, y).(*listValue); ok {
				x.items = r.items
				return x
			}
		}
	case *setValue:
		if r, ok := m.binary(op, x, y).(*setValue); ok {
			*x.dict = *r.dict
			return x
		}
	}
	return m.binary(op, x, y)
}

func (m *machine) extend(l *listValue, v value) {
	for _, x := range m.elements(v) {
		l.items = m.push(l.items, x)
	}
}

func unparen(x syntax.Expr) syntax.Expr {
	for {
		p, ok := x.(*syntax.ParenExpr)
		if !ok {
			return x
		}
		x = p.X
	}
}

// assign binds a target, taking sequences apart as needed.
func (m *machine) assign(target syntax.Expr, v value, s *scope) {
	switch t := unparen(target).(type) {
	case *syntax.Ident:
		m.bind(s, t.Name, v)
	case *syntax.TupleExpr:
		m.unpack(t.List, v, s)
	case *syntax.ListExpr:
		m.unpack(t.List, v, s)
	case *syntax.IndexExpr:
		m.setIndex(m.eval(t.X, s), m.eval(t.Y, s), v)
	case *syntax.SliceExpr:
		m.setSlice(t, v, s)
	default:
		m.fail("cannot assign to this expression")
	}
}

func (m *machine) unpack(targets []syntax.Expr, v value, s *scope) {
	items := m.elements(v)
	if len(items) != len(targets) {
		m.fail("cannot unpack %d values into %d targets", len(items), len(targets))
	}
	m.enter()
	defer m.leave()
	for i, t := range targets {
		m.assign(t, items[i], s)
	}
}
