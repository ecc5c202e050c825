package interpreter

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token kind tells tokens apart as far as rewriting needs.
type tokenKind int

const (
	opToken tokenKind = iota // operators, delimiters and brackets
	nameToken
	numberToken
	stringToken
	newlineToken // end of a logical line
)

// A token is a piece of source with the blanks and comments before it.
type token struct {
	space string
	text  string
	kind  tokenKind
	line  int
}

// operators of several characters, the longest first.
var operators = []string{"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", ":=",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@="}

type lexer struct {
	source string
	at     int
	line   int
	depth  int // open brackets
	tokens []token
}

// lex splits a program into tokens; the space of the last, empty one is what
// follows the others.
func lex(source string) ([]token, *Outcome) {
	l := &lexer{source: source, line: 1}
	for {
		space := l.space()
		if l.at == len(source) {
			l.tokens = append(l.tokens, token{space: space, kind: newlineToken, line: l.line})
			return l.tokens, nil
		}
		line := l.line
		text, kind, fault := l.next()
		if fault != "" {
			return nil, &Outcome{Error, "syntax: " + fault, line}
		}
		l.tokens = append(l.tokens, token{space, text, kind, line})
	}
}

// space takes blanks, comments, continued lines and, inside brackets or
// before the first token of a line, newlines.
func (l *lexer) space() string {
	start := l.at
	for l.at < len(l.source) {
		switch c := l.source[l.at]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\f':
			l.at++
		case c == '\n' && (l.depth > 0 || l.lineStart()):
			l.at++
			l.line++
		case strings.HasPrefix(l.source[l.at:], "\\\n"):
			l.at += 2
			l.line++
		case c == '#':
			for l.at < len(l.source) && l.source[l.at] != '\n' {
				l.at++
			}
		default:
			return l.source[start:l.at]
		}
	}
	return l.source[start:]
}

func (l *lexer) lineStart() bool {
	return len(l.tokens) == 0 || l.tokens[len(l.tokens)-1].kind == newlineToken
}

func (l *lexer) next() (text string, kind tokenKind, fault string) {
	rest := l.source[l.at:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case r == '\n':
		l.at++
		l.line++
		return "\n", newlineToken, ""
	case r >= '0' && r <= '9' || r == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		return l.take(numberLength(rest)), numberToken, ""
	case r == '_' || unicode.IsLetter(r):
		return l.word(rest)
	case r == '"' || r == '\'':
		return l.quoted(rest, 0)
	}
	for _, op := range operators {
		if strings.HasPrefix(rest, op) {
			return l.take(len(op)), opToken, ""
		}
	}
	switch {
	case strings.ContainsRune("([{", r):
		l.depth++
	case strings.ContainsRune(")]}", r):
		l.depth--
	case !strings.ContainsRune("+-*/%&|^~<>=.,:;@", r):
		return "", 0, "unexpected character " + string(r)
	}
	return l.take(1), opToken, ""
}

func (l *lexer) take(n int) string {
	s := l.source[l.at : l.at+n]
	l.at += n
	l.line += strings.Count(s, "\n")
	return s
}

// numberLength is generous: the parser rejects what is no number.
func numberLength(s string) int {
	for i := 0; i < len(s); i++ {
		c := s[i]
		sign := (c == '+' || c == '-') && i > 0 && (s[i-1] == 'e' || s[i-1] == 'E') && !strings.HasPrefix(s, "0x")
		if !(c == '.' || c == '_' || sign || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return i
		}
	}
	return len(s)
}

// word takes a name, or the string that it is the prefix of.
func (l *lexer) word(rest string) (string, tokenKind, string) {
	n := strings.IndexFunc(rest, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if n < 0 {
		n = len(rest)
	}
	if n < len(rest) && n <= 2 && (rest[n] == '"' || rest[n] == '\'') {
		switch strings.ToLower(rest[:n]) {
		case "r":
			return l.quoted(rest, n)
		case "f", "fr", "rf":
			return "", 0, "formatted strings are not supported"
		}
		return "", 0, "strings with prefix " + rest[:n] + " are not supported"
	}
	return l.take(n), nameToken, ""
}

// quoted takes a string literal whose prefix has n bytes.
func (l *lexer) quoted(rest string, n int) (string, tokenKind, string) {
	quote := rest[n : n+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(rest[n:], triple) {
		quote = triple
	}
	for i := n + len(quote); i < len(rest); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case strings.HasPrefix(rest[i:], quote):
			return l.take(i + len(quote)), stringToken, ""
		case rest[i] == '\n' && len(quote) == 1:
			return "", 0, "string without end"
		}
	}
	return "", 0, "string without end"
}
