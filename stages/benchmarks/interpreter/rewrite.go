package interpreter

import (
	"slices"
	"strings"
)

// Names that rewritten programs call. Programs may not use them themselves.
const (
	assertName  = "__assert"
	raiseName   = "__raise"
	compareName = "__compare"
	powerName   = "__power"
	setName     = "__set"
	deleteName  = "__delete"
	outerName   = "__outer" // of global and nonlocal
	loadName    = "__load"  // "load" is a keyword of Starlark's
)

var reserved = []string{assertName, raiseName, compareName, powerName, setName, deleteName, outerName, loadName}

// A node is a token, or a bracketed group with its closing bracket.
type node struct {
	token
	inner []node
	close token
}

func (n node) group() bool { return n.close.text != "" }

// is reports whether n is the given operator or keyword.
func (n node) is(text string) bool {
	return !n.group() && (n.kind == opToken || n.kind == nameToken) && n.text == text
}

// call is name(inner…), in place of something preceded by space.
func call(space, name string, inner []node) []node {
	return []node{{token: token{space: space, text: name, kind: nameToken}}, bracket("(", inner, ")")}
}

func bracket(left string, inner []node, right string) node {
	return node{token: token{text: left}, inner: inner, close: token{text: right}}
}

// rewrite turns the parts of Python that Starlark's grammar lacks into calls
// of reserved names: assert, raise, del, global, nonlocal, powers, comparisons
// in a chain or by identity, set displays. Generator expressions become lists;
// annotations, docstrings and imports of typing and math vanish. Every token
// stays on its line.
func rewrite(program string) (string, *Outcome) {
	tokens, fault := lex(program)
	if fault != nil {
		return "", fault
	}
	var b strings.Builder
	for len(tokens) > 0 {
		n := slices.IndexFunc(tokens, func(t token) bool { return t.kind == newlineToken })
		line, rest := tokens[:n], tokens[n:]
		nodes, _, fault := nest(line, "")
		if fault == nil {
			nodes, fault = logicalLine(nodes)
		}
		if fault != nil {
			return "", fault
		}
		write(&b, nodes)
		b.WriteString(rest[0].space)
		b.WriteString(rest[0].text)
		tokens = rest[1:]
	}
	return b.String(), nil
}

// maxNesting bounds brackets within brackets.
const maxNesting = 100

// nest groups tokens by brackets up to the closing one.
func nest(tokens []token, closing string) (nodes []node, rest []token, fault *Outcome) {
	return nestAt(tokens, closing, 0)
}

func nestAt(tokens []token, closing string, depth int) (nodes []node, rest []token, fault *Outcome) {
	for len(tokens) > 0 {
		t := tokens[0]
		if depth > maxNesting {
			return nil, nil, &Outcome{Error, "syntax: brackets nested too deeply", t.line}
		}
		if t.kind == opToken && strings.Contains(")]}", t.text) {
			if t.text != closing {
				return nil, nil, &Outcome{Error, "syntax: unexpected " + t.text, t.line}
			}
			return nodes, tokens, nil
		}
		tokens = tokens[1:]
		i := strings.Index("([{", t.text)
		if t.kind != opToken || i < 0 {
			nodes = append(nodes, node{token: t})
			continue
		}
		inner, rest, fault := nestAt(tokens, ")]}"[i:i+1], depth+1)
		if fault != nil {
			return nil, nil, fault
		}
		if len(rest) == 0 {
			return nil, nil, &Outcome{Error, "syntax: " + t.text + " is never closed", t.line}
		}
		nodes = append(nodes, node{token: t, inner: inner, close: rest[0]})
		tokens = rest[1:]
	}
	return nodes, nil, nil
}

func write(b *strings.Builder, nodes []node) {
	for _, n := range nodes {
		b.WriteString(n.space)
		b.WriteString(n.text)
		write(b, n.inner)
		b.WriteString(n.close.space)
		b.WriteString(n.close.text)
	}
}

// logicalLine rewrites the statements of a line: those between semicolons,
// and those after the colon of a compound statement's head.
func logicalLine(nodes []node) ([]node, *Outcome) {
	if len(nodes) == 0 {
		return nil, nil
	}
	nodes = slices.Clone(nodes)
	var out []node
	if compound(nodes[0]) {
		colon := slices.IndexFunc(nodes, func(n node) bool { return n.is(":") })
		if colon < 0 {
			return nil, &Outcome{Error, "syntax: missing colon", nodes[0].line}
		}
		head := nodes[:colon]
		if nodes[0].is("def") {
			head = signature(head)
		}
		rewritten, fault := expression(head)
		if fault != nil {
			return nil, fault
		}
		out = append(rewritten, nodes[colon])
		nodes = nodes[colon+1:]
	}
	for len(nodes) > 0 {
		end := slices.IndexFunc(nodes, func(n node) bool { return n.is(";") })
		if end < 0 {
			end = len(nodes)
		}
		s, fault := statement(nodes[:end])
		if fault != nil {
			return nil, fault
		}
		out = append(out, s...)
		if end < len(nodes) {
			out = append(out, nodes[end])
			end++
		}
		nodes = nodes[end:]
	}
	return out, nil
}

func compound(n node) bool {
	return n.is("if") || n.is("elif") || n.is("else") || n.is("for") || n.is("while") || n.is("def")
}

// signature drops the annotations of a function's head.
func signature(head []node) []node {
	if i := slices.IndexFunc(head, func(n node) bool { return n.is("->") }); i >= 0 {
		head = head[:i]
	}
	for i, n := range head {
		if n.text == "(" {
			head[i].inner = parameters(n.inner)
		}
	}
	return head
}

func parameters(nodes []node) []node {
	var out []node
	annotation := false
	for _, n := range nodes {
		switch {
		case n.is(":"):
			annotation = true
			continue
		case n.is(",") || n.is("="):
			annotation = false
		case n.is("lambda"):
			return nodes // a default with a colon of its own
		}
		if !annotation {
			out = append(out, n)
		}
	}
	return out
}

// statement rewrites one simple statement.
func statement(nodes []node) ([]node, *Outcome) {
	if len(nodes) == 0 {
		return nil, nil
	}
	first := nodes[0]
	unsupported := func(what string) ([]node, *Outcome) {
		return nil, &Outcome{Error, "syntax: " + what + " is not supported", first.line}
	}
	switch first.text {
	case "assert", "raise":
		if first.kind != nameToken {
			break
		}
		rest, fault := expression(nodes[1:])
		return call(first.space, "__"+first.text, rest), fault
	case "import", "from":
		if len(nodes) > 1 && (nodes[1].text == "typing" || first.text == "import" && nodes[1].text == "math" && len(nodes) == 2) {
			return []node{{token: token{space: first.space, text: "pass"}}}, nil
		}
		return unsupported("this import")
	case "global", "nonlocal":
		return outer(nodes), nil
	case "del":
		if target, ok := deletion(nodes[1:]); ok {
			rest, fault := expression(target)
			return call(first.space, deleteName, rest), fault
		}
		return unsupported("this del")
	case "class", "try", "except", "finally", "with", "yield", "async", "await", "match", "@":
		if first.kind != stringToken && (first.text != "match" || len(nodes) > 1 && nodes[1].kind == nameToken) {
			return unsupported(first.text)
		}
	}
	if docstring(nodes) {
		lines := 0
		for _, n := range nodes {
			lines += strings.Count(n.text, "\n")
		}
		return []node{{token: token{space: first.space, text: "pass" + strings.Repeat("\n", lines)}}}, nil
	}
	if len(nodes) > 1 && first.kind == nameToken && nodes[1].is(":") {
		nodes = variable(nodes)
	}
	return expression(nodes)
}

// outer turns the names of a global or nonlocal statement into strings.
func outer(nodes []node) []node {
	var inner []node
	for _, n := range nodes[1:] {
		if n.kind == nameToken {
			n.text = `"` + n.text + `"`
		}
		inner = append(inner, n)
	}
	return call(nodes[0].space, outerName, inner)
}

// deletion turns x[i] into x, i.
func deletion(nodes []node) ([]node, bool) {
	last := len(nodes) - 1
	if last < 1 || nodes[last].text != "[" || slices.ContainsFunc(nodes, func(n node) bool { return n.is(",") }) {
		return nil, false
	}
	index := nodes[last]
	if slices.ContainsFunc(index.inner, func(n node) bool { return n.is(":") }) {
		return nil, false
	}
	comma := node{token: token{text: ","}}
	return slices.Concat(nodes[:last], []node{comma, bracket("(", index.inner, ")")}), true
}

func docstring(nodes []node) bool {
	return !slices.ContainsFunc(nodes, func(n node) bool { return n.kind != stringToken || n.group() })
}

// variable drops the annotation of a variable, and all of a bare one.
func variable(nodes []node) []node {
	i := slices.IndexFunc(nodes, func(n node) bool { return n.is("=") })
	if i < 0 {
		return []node{{token: token{space: nodes[0].space, text: "pass"}}}
	}
	return append([]node{nodes[0]}, nodes[i:]...)
}
