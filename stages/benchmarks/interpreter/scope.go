package interpreter

import "go.starlark.net/syntax"

type names map[string]bool

// A scope binds names. A function's knows beforehand which names are local to
// it, as Python does; the globals have none.
type scope struct {
	vars   map[string]value
	locals names
	parent *scope
}

func newScope(locals names, parent *scope) *scope {
	return &scope{vars: make(map[string]value), locals: locals, parent: parent}
}

// find returns the value of a name: that of the innermost scope it is local
// to, else the global, else the builtin.
func (m *machine) find(s *scope, name string) value {
	for hops := 0; s.parent != nil; s = s.parent {
		if !s.locals[name] {
			m.hop(&hops)
			continue
		}
		if v, ok := s.vars[name]; ok {
			return v
		}
		m.fail("local variable '%s' has no value yet", name)
	}
	if v, ok := s.vars[name]; ok {
		return v
	}
	if v, ok := m.builtins[name]; ok {
		return v
	}
	m.fail("name '%s' is not defined", name)
	return nil
}

// hop counts a step for every few scopes that are looked through.
func (m *machine) hop(hops *int) {
	const free = 4
	if *hops++; *hops%free == 0 {
		m.spend(1)
	}
}

// bind sets a name in the innermost scope it is local to, else globally.
func (m *machine) bind(s *scope, name string, v value) {
	for hops := 0; s.parent != nil && !s.locals[name]; s = s.parent {
		m.hop(&hops)
	}
	if _, ok := s.vars[name]; !ok {
		m.allocate(entryBytes)
	}
	s.vars[name] = v
}

// localNames returns the names that a function binds: its parameters and
// whatever its body assigns, without the functions within it and without what
// it declares to be another scope's.
func (m *machine) localNames(node syntax.Node, params []syntax.Expr, body []syntax.Stmt) names {
	if l, ok := m.locals[node]; ok {
		return l
	}
	l := make(names)
	for _, p := range params {
		if id := parameterName(p); id != nil {
			l[id.Name] = true
		}
	}
	l.addBlock(body)
	l.dropOuter(body)
	m.locals[node] = l
	return l
}

// loopNames returns the names that the loops of a comprehension bind.
func (m *machine) loopNames(x *syntax.Comprehension) names {
	if l, ok := m.locals[x]; ok {
		return l
	}
	l := make(names)
	for _, c := range x.Clauses {
		if f, ok := c.(*syntax.ForClause); ok {
			l.addTarget(f.Vars)
		}
	}
	m.locals[x] = l
	return l
}

// dropOuter takes out what a function declares global or nonlocal at its top
// level.
func (l names) dropOuter(body []syntax.Stmt) {
	for _, s := range body {
		e, ok := s.(*syntax.ExprStmt)
		if !ok {
			continue
		}
		call, ok := e.X.(*syntax.CallExpr)
		if !ok {
			continue
		}
		if id, ok := call.Fn.(*syntax.Ident); !ok || id.Name != outerName {
			continue
		}
		for _, arg := range call.Args {
			if literal, ok := arg.(*syntax.Literal); ok {
				name, _ := literal.Value.(string)
				delete(l, name)
			}
		}
	}
}

func parameterName(p syntax.Expr) *syntax.Ident {
	switch p := p.(type) {
	case *syntax.Ident:
		return p
	case *syntax.BinaryExpr:
		return p.X.(*syntax.Ident)
	case *syntax.UnaryExpr:
		id, _ := p.X.(*syntax.Ident)
		return id
	}
	return nil
}

func (l names) addStatement(s syntax.Stmt) {
	switch s := s.(type) {
	case *syntax.AssignStmt:
		l.addTarget(s.LHS)
	case *syntax.DefStmt:
		l[s.Name.Name] = true
	case *syntax.ForStmt:
		l.addTarget(s.Vars)
		l.addBlock(s.Body)
	case *syntax.WhileStmt:
		l.addBlock(s.Body)
	case *syntax.IfStmt:
		l.addBlock(s.True)
		l.addBlock(s.False)
	}
}

func (l names) addBlock(stmts []syntax.Stmt) {
	for _, s := range stmts {
		l.addStatement(s)
	}
}

func (l names) addTarget(x syntax.Expr) {
	switch x := x.(type) {
	case *syntax.Ident:
		l[x.Name] = true
	case *syntax.ParenExpr:
		l.addTarget(x.X)
	case *syntax.TupleExpr:
		for _, e := range x.List {
			l.addTarget(e)
		}
	case *syntax.ListExpr:
		for _, e := range x.List {
			l.addTarget(e)
		}
	}
}
