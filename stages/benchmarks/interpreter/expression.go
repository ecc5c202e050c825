package interpreter

import (
	"slices"
	"strings"
)

// expression rewrites the expressions among nodes, which lie on one level of
// brackets.
func expression(nodes []node) ([]node, *Outcome) {
	nodes = slices.Clone(nodes)
	for i := range nodes {
		if fault := atom(&nodes[i]); fault != nil {
			return nil, fault
		}
	}
	nodes = displays(nodes)
	nodes = adjacentStrings(nodes)
	nodes, fault := powers(nodes)
	if fault != nil {
		return nil, fault
	}
	return comparisons(nodes), nil
}

// atom rewrites a token, or the inside of a group.
func atom(n *node) *Outcome {
	switch {
	case n.group():
		inner, fault := expression(n.inner)
		if fault != nil {
			return fault
		}
		if n.text == "(" && generator(inner) {
			inner = []node{bracket("[", inner, "]")}
		}
		n.inner = inner
	case n.kind == nameToken && slices.Contains(reserved, n.text):
		return &Outcome{Error, "syntax: the name " + n.text + " is reserved", n.line}
	case n.kind == nameToken && n.text == "load":
		n.text = loadName
	case n.kind == numberToken:
		n.text = strings.ReplaceAll(n.text, "_", "")
	}
	return nil
}

func generator(inner []node) bool {
	return slices.ContainsFunc(inner, func(n node) bool { return n.is("for") })
}

// displays turns {a, b} into __set([a, b]).
func displays(nodes []node) []node {
	out := make([]node, 0, len(nodes))
	for _, n := range nodes {
		if n.text == "{" && n.group() && len(n.inner) > 0 &&
			!slices.ContainsFunc(n.inner, func(n node) bool { return n.is(":") || n.is("**") }) {
			list := bracket("[", n.inner, "]")
			list.close.space = n.close.space
			out = append(out, call(n.space, setName, []node{list})...)
			continue
		}
		out = append(out, n)
	}
	return out
}

// adjacentStrings turns "a" "b" into ("a" + "b").
func adjacentStrings(nodes []node) []node {
	out := make([]node, 0, len(nodes))
	for i := 0; i < len(nodes); {
		j := i
		for j < len(nodes) && nodes[j].kind == stringToken && !nodes[j].group() {
			j++
		}
		if j-i < 2 {
			out = append(out, nodes[i])
			i++
			continue
		}
		inner := []node{nodes[i]}
		for _, s := range nodes[i+1 : j] {
			inner = append(inner, node{token: token{text: "+"}}, s)
		}
		g := bracket("(", inner, ")")
		g.space, inner[0].space = inner[0].space, ""
		out = append(out, g)
		i = j
	}
	return out
}

// maxPowers bounds the powers on one level of brackets, each of which moves
// what follows it.
const maxPowers = 100

// powers turns a ** b into __power(a, b), from the right.
func powers(nodes []node) ([]node, *Outcome) {
	found := 0
	for i := len(nodes) - 1; i > 0; i-- {
		if !nodes[i].is("**") || !ends(nodes[i-1]) {
			continue
		}
		if found++; found > maxPowers {
			return nil, &Outcome{Error, "syntax: too many powers", nodes[i].line}
		}
		left, right := operandStart(nodes, i-1), operandEnd(nodes, i+1)
		if left < 0 || right < 0 {
			return nil, &Outcome{Error, "syntax: operand of ** missing", nodes[i].line}
		}
		space := nodes[left].space
		comma := node{token: token{space: nodes[i].space, text: ","}}
		inner := slices.Concat(nodes[left:i], []node{comma}, nodes[i+1:right])
		inner[0].space = ""
		nodes = slices.Concat(nodes[:left], call(space, powerName, inner), nodes[right:])
		i = left
	}
	return nodes, nil
}

// ends reports whether an operand can end in n.
func ends(n node) bool {
	if n.group() {
		return true
	}
	return n.kind == nameToken && !keyword(n.text) || n.kind == numberToken || n.kind == stringToken
}

func keyword(s string) bool {
	switch s {
	case "and", "or", "not", "in", "is", "if", "else", "elif", "while", "return", "for", "lambda":
		return true
	}
	return false
}

// operandStart returns where the operand that ends at i begins, or -1.
func operandStart(nodes []node, i int) int {
	for {
		if i < 0 || !ends(nodes[i]) {
			return -1
		}
		switch {
		case i > 1 && nodes[i-1].is(".") && !nodes[i].group():
			i -= 2
		case i > 0 && nodes[i].group() && nodes[i].text != "{" && ends(nodes[i-1]):
			i--
		default:
			return i
		}
	}
}

// operandEnd returns the index after the operand that begins at i, signs
// included, or -1.
func operandEnd(nodes []node, i int) int {
	for i < len(nodes) && (nodes[i].is("-") || nodes[i].is("+") || nodes[i].is("~")) {
		i++
	}
	if i >= len(nodes) || !ends(nodes[i]) {
		return -1
	}
	for i++; i < len(nodes); {
		switch {
		case nodes[i].group() && nodes[i].text != "{":
			i++
		case nodes[i].is(".") && i+1 < len(nodes):
			i += 2
		default:
			return i
		}
	}
	return i
}

// comparisons turns a < b < c into __compare(a, "<", b, "<", c), and likewise
// comparisons by identity, which Starlark's grammar lacks.
func comparisons(nodes []node) []node {
	var out []node
	start, inTarget := 0, false
	flush := func(end int) {
		out = append(out, comparison(nodes[start:end])...)
	}
	for i, n := range nodes {
		if n.is("not") && (i+1 < len(nodes) && nodes[i+1].is("in") || i > 0 && nodes[i-1].is("is")) {
			continue
		}
		target := inTarget && n.is("in")
		if !target && !separates(n) {
			continue
		}
		inTarget = n.is("for")
		flush(i)
		out = append(out, n)
		start = i + 1
	}
	flush(len(nodes))
	return out
}

// separates reports whether n stands between comparisons.
func separates(n node) bool {
	if n.group() || n.kind != opToken && n.kind != nameToken {
		return false
	}
	switch n.text {
	case ",", ":", ";", "=", "and", "or", "not", "if", "elif", "else", "for", "while", "lambda", "return":
		return true
	case "<=", ">=", "==", "!=":
		return false
	}
	return len(n.text) > 1 && strings.HasSuffix(n.text, "=")
}

// comparison rewrites the one comparison among nodes, if Starlark's grammar
// lacks it.
func comparison(nodes []node) []node {
	var inner []node
	operators, identity := 0, false
	for i := 0; i < len(nodes); i++ {
		symbol, length := comparator(nodes[i:])
		if length == 0 {
			inner = append(inner, nodes[i])
			continue
		}
		operators++
		identity = identity || strings.HasPrefix(symbol, "is")
		comma := node{token: token{space: nodes[i].space, text: ","}}
		text := node{token: token{space: " ", text: `"` + symbol + `"`, kind: stringToken}}
		inner = append(inner, comma, text, node{token: token{text: ","}})
		i += length - 1
	}
	if operators < 2 && !identity {
		return nodes
	}
	space := nodes[0].space
	inner[0].space = ""
	return call(space, compareName, inner)
}

// comparator returns the comparison operator that nodes begin with and how
// many nodes it has.
func comparator(nodes []node) (symbol string, length int) {
	first := nodes[0]
	if first.group() || first.kind != opToken && first.kind != nameToken {
		return "", 0
	}
	two := len(nodes) > 1
	switch first.text {
	case "<", ">", "<=", ">=", "==", "!=", "in":
		return first.text, 1
	case "not":
		if two && nodes[1].is("in") {
			return "not in", 2
		}
	case "is":
		if two && nodes[1].is("not") {
			return "is not", 2
		}
		return "is", 1
	}
	return "", 0
}
