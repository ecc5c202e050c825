package metrics

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// A mathParser reads an expression in the TeX that answers are written in.
type mathParser struct {
	tokens []string
	failed bool
}

// mathToken matches a number, a command, or any other character.
var mathToken = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\\[a-zA-Z]+|\\.|\S`)

// mathIgnored are tokens that only place what stands beside them.
var mathIgnored = []string{`\left`, `\right`, `\displaystyle`, `\,`, `\!`, `\;`, `\:`, `\ `, `\limits`}

// parseMath reads an expression, all of it.
func parseMath(s string) (*mathNode, bool) {
	p := &mathParser{tokens: slices.DeleteFunc(mathToken.FindAllString(s, -1), func(t string) bool { return slices.Contains(mathIgnored, t) })}
	if len(p.tokens) == 0 {
		return nil, false
	}
	n := p.sum()
	return n, !p.failed && len(p.tokens) == 0
}

func (p *mathParser) peek() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

// take takes the next token if it is one of these, and returns it.
func (p *mathParser) take(any ...string) string {
	if t := p.peek(); t != "" && slices.Contains(any, t) {
		p.tokens = p.tokens[1:]
		return t
	}
	return ""
}

func (p *mathParser) fail() *mathNode {
	p.failed, p.tokens = true, nil
	return number(0, 1)
}

func number(a, b int64) *mathNode { return &mathNode{op: "number", value: big.NewRat(a, b)} }

func apply(op string, args ...*mathNode) *mathNode { return &mathNode{op: op, args: args} }

// sum reads terms with signs between them.
func (p *mathParser) sum() *mathNode {
	terms := []*mathNode{p.signed()}
	for !p.failed {
		switch p.take("+", "-") {
		case "+":
			terms = append(terms, p.product())
		case "-":
			terms = append(terms, apply("-", p.product()))
		default:
			if len(terms) == 1 {
				return terms[0]
			}
			return apply("+", terms...)
		}
	}
	return terms[0]
}

func (p *mathParser) signed() *mathNode {
	switch p.take("+", "-") {
	case "-":
		return apply("-", p.product())
	case "+":
		return p.product()
	}
	return p.product()
}

// product reads factors with signs of multiplication and division between them.
// What stands side by side is multiplied first.
func (p *mathParser) product() *mathNode {
	x := p.factors()
	for !p.failed {
		switch p.take("*", `\cdot`, `\times`, "/", `\div`) {
		case "":
			return x
		case "/", `\div`:
			x = apply("/", x, p.signedFactors())
		default:
			x = apply("*", x, p.signedFactors())
		}
	}
	return x
}

func (p *mathParser) signedFactors() *mathNode {
	if p.take("-") != "" {
		return apply("-", p.factors())
	}
	return p.factors()
}

// factors reads what stands side by side. A number before a fraction of numbers
// is a mixed number.
func (p *mathParser) factors() *mathNode {
	list := []*mathNode{p.postfix()}
	for p.beginsAtom() {
		next := p.postfix()
		last := list[len(list)-1]
		if len(list) == 1 && last.op == "number" && last.value.IsInt() && next.op == "/" && next.args[0].op == "number" && next.args[1].op == "number" {
			list[0] = apply("+", last, next)
			continue
		}
		list = append(list, next)
	}
	if len(list) == 1 {
		return list[0]
	}
	return apply("*", list...)
}

// beginsAtom reports whether the next token can stand right behind a factor.
func (p *mathParser) beginsAtom() bool {
	switch t := p.peek(); {
	case p.failed || t == "":
		return false
	case strings.HasPrefix(t, `\`):
		return t == `\pi` || t == `\sqrt` || slices.Contains(mathFractions, t) || mathGreek[t] || mathFunctions[t[1:]] != nil
	default:
		return isMathNumber(t) || isMathLetter(t) || t == "(" || t == "[" || t == "{"
	}
}

// postfix reads an atom with its powers and factorials.
func (p *mathParser) postfix() *mathNode {
	x := p.atom()
	for !p.failed {
		switch p.take("^", "!") {
		case "":
			return x
		case "!":
			x = apply("!", x)
		default:
			x = apply("^", x, p.script())
		}
	}
	return x
}

// script reads what stands behind ^ or in place of an argument: a group, or one
// token, of a number its first digit.
func (p *mathParser) script() *mathNode {
	t := p.peek()
	if isMathNumber(t) && len(t) > 1 {
		p.tokens[0] = t[1:]
		if strings.HasPrefix(t, ".") {
			return p.fail()
		}
		return p.numeral(t[:1])
	}
	return p.atom()
}

func (p *mathParser) numeral(t string) *mathNode {
	v, ok := new(big.Rat).SetString(t)
	if !ok {
		return p.fail()
	}
	return &mathNode{op: "number", value: v}
}

var (
	mathFractions = []string{`\frac`, `\dfrac`, `\tfrac`, `\cfrac`}
	mathClosing   = map[string]string{"(": ")", "[": "]", "{": "}", "|": "|"}
	mathGreek     = map[string]bool{
		`\alpha`: true, `\beta`: true, `\gamma`: true, `\delta`: true, `\epsilon`: true, `\theta`: true, `\lambda`: true, `\mu`: true,
		`\omega`: true, `\phi`: true, `\varphi`: true, `\rho`: true, `\sigma`: true, `\tau`: true, `\psi`: true, `\xi`: true, `\eta`: true,
	}
)

func isMathNumber(t string) bool {
	return t != "" && (t[0] >= '0' && t[0] <= '9' || t[0] == '.' && len(t) > 1)
}
func isMathLetter(t string) bool {
	return len(t) == 1 && (t[0] >= 'a' && t[0] <= 'z' || t[0] >= 'A' && t[0] <= 'Z')
}

func (p *mathParser) atom() *mathNode {
	t := p.peek()
	if t == "" {
		return p.fail()
	}
	p.tokens = p.tokens[1:]
	switch {
	case isMathNumber(t):
		return p.numeral(t)
	case isMathLetter(t) || mathGreek[t]:
		return &mathNode{op: "variable", name: t + p.subscript()}
	case mathClosing[t] != "":
		x := p.sum()
		if p.take(mathClosing[t]) == "" {
			return p.fail()
		}
		if t == "|" {
			return apply("abs", x)
		}
		return x
	case t == `\pi`:
		return apply("pi")
	case slices.Contains(mathFractions, t):
		x := p.script()
		return apply("/", x, p.script())
	case t == `\sqrt`:
		index := number(2, 1)
		if p.take("[") != "" {
			index = p.sum()
			if p.take("]") == "" {
				return p.fail()
			}
		}
		return apply("root", p.script(), index)
	case strings.HasPrefix(t, `\`) && mathFunctions[t[1:]] != nil:
		return p.function(t[1:])
	}
	return p.fail()
}

// subscript reads what stands behind _, which is a part of a name.
func (p *mathParser) subscript() string {
	if p.take("_") == "" {
		return ""
	}
	name := "_"
	if p.take("{") == "" {
		name += p.peek()
		if p.peek() == "" {
			p.fail()
			return ""
		}
		p.tokens = p.tokens[1:]
		return name
	}
	for p.peek() != "}" {
		if p.peek() == "" || p.peek() == "{" {
			p.fail()
			return ""
		}
		name += p.tokens[0]
		p.tokens = p.tokens[1:]
	}
	p.tokens = p.tokens[1:]
	return name
}

// function reads what stands behind a function's name: a base, a power, and the
// argument, which without brackets is all that stands side by side.
func (p *mathParser) function(name string) *mathNode {
	var base, exponent *mathNode
	for !p.failed {
		switch p.take("_", "^") {
		case "_":
			if name != "log" {
				return p.fail()
			}
			base = p.script()
			continue
		case "^":
			exponent = p.script()
			continue
		}
		break
	}
	var x *mathNode
	if t := p.peek(); t == "(" || t == "[" || t == "{" || t == "|" {
		x = p.atom()
	} else {
		x = p.factors()
	}
	y := apply(name, x)
	if base != nil {
		y = apply("/", apply("ln", x), apply("ln", base))
	}
	if exponent != nil {
		y = apply("^", y, exponent)
	}
	return y
}
