package metrics

import (
	"math"
	"math/big"
	"math/cmplx"
	"slices"
	"strings"
)

// MathEqualRules is the version of the rules of MathEqual.
const MathEqualRules = 1

// maxMathAnswer bounds what is parsed, in bytes.
const maxMathAnswer = 2000

// MathEqual reports whether two answers, normalised by MathAnswer, are the same.
// They are if
//
//   - they are the same text, or
//   - both are lists, tuples or intervals with the same brackets and as many
//     elements, each of which is the same as its fellow, in any order in \{ \}, or
//   - both are expressions of numbers, letters, + - × ÷, powers, roots, factorials,
//     absolute values, π and the functions of a pocket calculator, and have the same
//     value at several points: exactly, where they are rational there, and else to
//     13 digits.
//
// A number before a fraction of numbers is a mixed number. lm-evaluation-harness
// asks sympy, which knows no lists and takes that for a product.
func MathEqual(a, b string) bool {
	if a == b {
		return a != ""
	}
	if len(a) > maxMathAnswer || len(b) > maxMathAnswer {
		return false
	}
	x, y := newMathList(a), newMathList(b)
	if x.brackets != y.brackets || len(x.elements) != len(y.elements) {
		return false
	}
	if len(x.elements) == 1 && x.brackets == "" {
		return sameExpression(a, b)
	}
	if x.brackets == `\{\}` {
		return sameSet(x.elements, y.elements)
	}
	for i := range x.elements {
		if !MathEqual(x.elements[i], y.elements[i]) {
			return false
		}
	}
	return true
}

// sameSet reports whether each element has a fellow of its own.
func sameSet(a, b []string) bool {
	left := slices.Clone(b)
	for _, x := range a {
		i := slices.IndexFunc(left, func(y string) bool { return MathEqual(x, y) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

// A mathList is an answer of several elements, or one of one.
type mathList struct {
	brackets string // "()", "[)", `\{\}`, …; "" for none
	elements []string
}

// newMathList takes an answer apart at its outermost commas. Brackets around one
// element are a part of it.
func newMathList(s string) mathList {
	s = strings.ReplaceAll(strings.ReplaceAll(s, `\left`, ""), `\right`, "")
	for _, open := range []string{"(", "[", `\{`} {
		for _, end := range []string{")", "]", `\}`} {
			if len(s) < len(open)+len(end) || !strings.HasPrefix(s, open) || !strings.HasSuffix(s, end) {
				continue
			}
			inner := s[len(open) : len(s)-len(end)]
			if elements := splitMath(inner); len(elements) > 1 || open == `\{` && end == `\}` {
				return mathList{open + end, elements}
			}
		}
	}
	return mathList{"", splitMath(s)}
}

// splitMath splits at commas that stand in no bracket; nil where brackets close
// that were not opened.
func splitMath(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return nil
			}
		case ',':
			if depth == 0 {
				parts = append(parts, s[from:i])
				from = i + 1
			}
		}
	}
	return append(parts, s[from:])
}

// mathPoints is at how many points two expressions are compared. At enough of
// them both have to be defined.
const (
	mathPoints    = 8
	definedPoints = 4
)

// sameExpression compares the values of two expressions.
func sameExpression(a, b string) bool {
	x, ok := parseMath(a)
	if !ok {
		return false
	}
	y, ok := parseMath(b)
	if !ok {
		return false
	}
	names := x.variables(y.variables(nil))
	slices.Sort(names)
	names = slices.Compact(names)
	defined := 0
	for p := range mathPoints {
		env := newMathPoint(names, p)
		same, ok := env.compare(x, y)
		if ok && !same {
			return false
		}
		if ok {
			defined++
		}
		if len(names) == 0 {
			return ok
		}
	}
	return defined >= definedPoints
}

// A mathPoint gives each variable a value.
type mathPoint map[string]*big.Rat

// newMathPoint returns the p-th point: rationals of either sign and of a size
// between 1 and 3, which are related in no way that an answer would be.
func newMathPoint(names []string, p int) mathPoint {
	env := make(mathPoint, len(names))
	x := uint64(p)*0x9e3779b97f4a7c15 + 1
	for _, name := range names {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		value := int64(1009 + x%2003)
		if x>>32&1 == 1 {
			value = -value
		}
		env[name] = big.NewRat(value, 1009)
	}
	return env
}

// compare reports whether two expressions have the same value, and whether both
// have one.
func (env mathPoint) compare(x, y *mathNode) (same, ok bool) {
	p, exactly := x.exact(env)
	q, too := y.exact(env)
	if exactly && too {
		return p.Cmp(q) == 0, true
	}
	u, v := x.approximate(env), y.approximate(env)
	if cmplx.IsNaN(u) || cmplx.IsNaN(v) || cmplx.IsInf(u) || cmplx.IsInf(v) {
		return false, false
	}
	return cmplx.Abs(u-v) <= 1e-13*math.Max(1, math.Max(cmplx.Abs(u), cmplx.Abs(v))), true
}
