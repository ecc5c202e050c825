package metrics

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MathTextEqual says whether an answer to a problem of mathematics is the reference
// as text, after what the authors of MATH overlook (Hendrycks et al. 2021, is_equiv of
// their scorer and of lm-evaluation-harness's hendrycks_math). Where their code
// fails at one of the two, such as at a quotient of letters, both have to be the same
// as they stand.
func MathTextEqual(answer, reference string) bool {
	a, okA := mathText(answer)
	r, okR := mathText(reference)
	if !okA || !okR {
		return answer == reference
	}
	return a == r
}

// BetweenDollars returns what stands between the first dollar sign and the last, or
// the whole text where there are not two.
func BetweenDollars(s string) string {
	first, last := strings.IndexByte(s, '$'), strings.LastIndexByte(s, '$')
	if first == last {
		return s
	}
	return s[first+1 : last]
}

// mathTextRemoved are deletions of mathText, in order, and what is put in their place.
var mathTextRemoved = []struct{ old, new string }{
	{"\n", ""}, {`\!`, ""}, {`\\`, `\`}, {"tfrac", "frac"}, {"dfrac", "frac"}, {`\left`, ""}, {`\right`, ""},
	{`^{\circ}`, ""}, {`^\circ`, ""}, {`\$`, ""},
}

// mathText normalises an answer; it is not ok where the authors' code fails.
func mathText(s string) (text string, ok bool) {
	for _, r := range mathTextRemoved {
		s = strings.ReplaceAll(s, r.old, r.new)
	}
	if parts := strings.Split(s, `\text{ `); len(parts) > 2 {
		return "", false
	} else { // a unit
		s = parts[0]
	}
	s = strings.ReplaceAll(s, `\%`, "")
	s = strings.ReplaceAll(s, " .", " 0.")
	s = strings.ReplaceAll(s, "{.", "{0.")
	if s == "" {
		return "", true
	}
	if s[0] == '.' {
		s = "0" + s
	}
	if parts := strings.Split(s, "="); len(parts) == 2 && utf8.RuneCountInString(parts[0]) <= 2 { // as in "k = 3"
		s = parts[1]
	}
	if s, ok = bracedRoots(s); !ok {
		return "", false
	}
	s = strings.ReplaceAll(s, " ", "")
	if s, ok = bracedFractions(s); !ok {
		return "", false
	}
	if s == "0.5" {
		return `\frac{1}{2}`, true
	}
	return quotient(s)
}

// bracedRoots puts braces around a single character under a root.
func bracedRoots(s string) (string, bool) {
	parts := strings.Split(s, `\sqrt`)
	for i, p := range parts[1:] {
		switch first, n := utf8.DecodeRuneInString(p); {
		case n == 0:
			return "", false
		case first != '{':
			parts[i+1] = "{" + p[:n] + "}" + p[n:]
		}
	}
	return strings.Join(parts, `\sqrt`), true
}

// bracedFractions puts braces around a numerator of one character, and around a
// denominator of one behind it; where a fraction has one character in all, the text
// stays as it is.
func bracedFractions(s string) (string, bool) {
	parts := strings.Split(s, `\frac`)
	for i, p := range parts[1:] {
		_, n := utf8.DecodeRuneInString(p)
		second, m := utf8.DecodeRuneInString(p[n:])
		switch {
		case n == 0:
			return "", false
		case p[0] == '{':
		case m == 0:
			return s, true
		case second == '{':
			parts[i+1] = "{" + p[:n] + "}" + p[n:]
		default:
			parts[i+1] = "{" + p[:n] + "}{" + p[n:n+m] + "}" + p[n+m:]
		}
	}
	return strings.Join(parts, `\frac`), true
}

// quotient writes a/b as a fraction of two integers. It is not ok where one of
// the two is none.
func quotient(s string) (string, bool) {
	a, b, ok := strings.Cut(s, "/")
	if !ok || strings.Contains(b, "/") {
		return s, true
	}
	if !isPythonInt(a) || !isPythonInt(b) {
		return "", false
	}
	if isPlainInt(a) && isPlainInt(b) {
		return `\frac{` + a + "}{" + b + "}", true
	}
	return s, true
}

// isPythonInt reports whether Python's int reads s: decimal digits of any script,
// a sign before them, single underscores between them and white space around them.
func isPythonInt(s string) bool {
	s = strings.TrimFunc(s, IsSpace)
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	digits := strings.ReplaceAll(s, "_", "")
	return digits != "" && strings.IndexFunc(digits, func(r rune) bool { return !unicode.Is(unicode.Nd, r) }) < 0 &&
		!strings.HasPrefix(s, "_") && !strings.HasSuffix(s, "_") && !strings.Contains(s, "__")
}

// isPlainInt reports whether s is an integer as Python writes it.
func isPlainInt(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	return digits != "" && strings.Trim(digits, "0123456789") == "" && (digits[0] != '0' || s == "0")
}
