package metrics

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Boxed returns what the last \boxed or \fbox of a solution holds. Where the text
// has "\boxed " anywhere, without a brace, it is what follows the last of these, up
// to a dollar sign (Hendrycks et al. 2021, the authors' scorer).
func Boxed(solution string) (answer string, ok bool) {
	if i := strings.LastIndex(solution, `\boxed `); i >= 0 {
		answer, _, _ = strings.Cut(solution[i+len(`\boxed `):], "$")
		return answer, true
	}
	i := strings.LastIndex(solution, `\boxed`)
	if i < 0 {
		i = strings.LastIndex(solution, `\fbox`)
	}
	if i < 0 {
		return "", false
	}
	open, depth := -1, 0
	for k := i; k < len(solution); k++ {
		switch solution[k] {
		case '{':
			if depth++; open < 0 {
				open = k + 1
			}
		case '}':
			if depth--; depth == 0 {
				return solution[open:k], true
			}
		}
	}
	return "", false
}

// Replacements and deletions of MathAnswer, in order: appendix D of Lewkowycz et
// al. 2022, Solving Quantitative Reasoning Problems with Language Models.
var (
	mathReplaced = []struct{ old, new string }{
		{"an ", ""}, {"a ", ""}, {".$", "$"}, {`\$`, ""}, {`\ `, ""}, {" ", ""}, {"mbox", "text"},
		{`,\text{and}`, ","}, {`\text{and}`, ","}, {`\text{m}`, `\text{}`},
	}
	mathDeleted = []string{
		"square", "ways", "integers", "dollars", "mph", "inches", "ft", "hours", "km", "units", `\ldots`, "sue", "points", "feet",
		"minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students", "childrentickets",
		"multiples", `\text{s}`, `\text{.}`, "\\text{\ns}", `\text{}^2`, `\text{}^3`, "\\text{\n}", `\text{}`, `\mathrm{th}`,
		`^\circ`, `^{\circ}`, `\;`, `,\!`, "{,}", `"`, `\dots`,
	}
	mathRewritten = []struct {
		pattern *regexp.Regexp
		with    string
	}{
		{regexp.MustCompile(`.*?\$(.*?)\$.*`), "$$${1}$$"},
		{regexp.MustCompile(`\\text\{(.*?)\}`), "${1}"},
		{regexp.MustCompile(`\\textbf\{(.*?)\}`), "${1}"},
		{regexp.MustCompile(`\\overline\{(.*?)\}`), "${1}"},
		{regexp.MustCompile(`\\boxed\{(.*)\}`), "${1}"},
		{regexp.MustCompile(`frac([^{])(.)`), "frac{${1}}{${2}}"},
		{regexp.MustCompile(`sqrt(\[[^\]]*\])([\p{L}\p{N}_])`), "sqrt${1}{${2}}"},
		{regexp.MustCompile(`sqrt([^{\[])`), "sqrt{${1}}"},
	}
	mathCommand   = regexp.MustCompile(`\\[a-zA-Z]+`)
	mathThousands = regexp.MustCompile(`^-?[0-9]{1,3}(?:,[0-9]{3})+$`)
)

// MathAnswer normalises the final answer to a problem of mathematics, as
// lm-evaluation-harness 0.4.13 does for minerva_math: what follows the last equals
// sign, without units, spaces, dollar signs and the commands around text, with the
// braces that TeX lets one leave out, and without the commas of thousands.
func MathAnswer(answer string) string {
	s := answer[strings.LastIndex(answer, "=")+1:]
	for _, unit := range mathDeleted {
		if isAlphabetic(unit) {
			s = deleteWord(s, unit)
		}
	}
	for _, r := range mathReplaced {
		s = strings.ReplaceAll(s, r.old, r.new)
	}
	for _, text := range mathDeleted {
		if isAlphabetic(text) {
			s = deleteOutsideCommands(s, text)
		} else {
			s = strings.ReplaceAll(s, text, "")
		}
	}
	for _, r := range mathRewritten {
		s = r.pattern.ReplaceAllString(s, r.with)
	}
	s = strings.ReplaceAll(s, "$", "")
	if mathThousands.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	return s
}

func isAlphabetic(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// deleteWord deletes a word where it stands alone and begins no command.
func deleteWord(s, word string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, word)
		if i < 0 {
			return b.String() + s
		}
		end := i + len(word)
		before, _ := utf8.DecodeLastRuneInString(b.String() + s[:i])
		after, _ := utf8.DecodeRuneInString(s[end:])
		if i == 0 && b.Len() == 0 {
			before = utf8.RuneError
		}
		if isWordRune(before) || before == '\\' || isWordRune(after) {
			b.WriteString(s[:end])
		} else {
			b.WriteString(s[:i])
		}
		s = s[end:]
	}
}

// isWordRune reports whether r is one of Python's \w.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_')
}

func deleteOutsideCommands(s, text string) string {
	var b strings.Builder
	from := 0
	for _, at := range mathCommand.FindAllStringIndex(s, -1) {
		b.WriteString(strings.ReplaceAll(s[from:at[0]], text, ""))
		b.WriteString(s[at[0]:at[1]])
		from = at[1]
	}
	return b.String() + strings.ReplaceAll(s[from:], text, "")
}
