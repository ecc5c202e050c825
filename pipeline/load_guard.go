package pipeline

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Limits of a file. The parser and the evaluator recurse, and a goroutine that
// runs out of stack ends the process, so depth is bounded before they start.
const (
	maxFileBytes = 32 << 20 // a hundred thousand blocks are ten
	maxNesting   = 100      // brackets, quotes and interpolations inside each other
	maxChain     = 500      // operators of one expression at one level of nesting
	maxDigits    = 400      // of a number literal; its exponent has four at most
)

// guard checks what has to hold before a file is parsed.
func guard(path string, src []byte) hcl.Diagnostics {
	if diags := guardEncoding(path, src); diags.HasErrors() {
		return diags
	}
	return guardDepth(path, src)
}

func guardEncoding(path string, src []byte) hcl.Diagnostics {
	if !utf8.Valid(src) {
		at := positionOf(path, src, invalidOffset(src))
		return hcl.Diagnostics{mistake(at, at, "Not UTF-8",
			"The file is not valid UTF-8 here. Save it as UTF-8; experiment files have no other encoding.")}
	}
	return nil
}

// invalidOffset returns the offset of the first byte that is not UTF-8.
func invalidOffset(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(src)
}

func positionOf(path string, src []byte, offset int) hcl.Range {
	before := string(src[:offset])
	line := strings.LastIndexByte(before, '\n') + 1
	pos := hcl.Pos{
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[line:]),
		Byte:   offset,
	}
	return hcl.Range{Filename: path, Start: pos, End: pos}
}

func guardDepth(path string, src []byte) hcl.Diagnostics {
	if surelyShallow(src) {
		return nil
	}
	// What the scanner finds wrong, the parser finds again.
	tokens, _ := hclsyntax.LexConfig(src, path, hcl.InitialPos)
	return guardTokens(tokens)
}

// guardTokens counts how deep and how long expressions are.
func guardTokens(tokens hclsyntax.Tokens) hcl.Diagnostics {
	chains := []int{0}    // operators so far, for each open bracket
	lines := []bool{true} // whether a line's end is that of an expression, likewise
	for i, t := range tokens {
		top := len(chains) - 1
		switch {
		case opens[t.Type]:
			chains[top]++
			chains = append(chains, 0)
			lines = append(lines, t.Type == hclsyntax.TokenOBrace && !isFor(tokens[i+1:]))
		case closes[t.Type] && top > 0:
			chains, lines = chains[:top], lines[:top]
		case t.Type == hclsyntax.TokenComma, endsLine(t) && (lines[top] || !continues(tokens, i)):
			chains[top] = 0
		case operators[t.Type]:
			chains[top]++
		}
		switch top = len(chains) - 1; {
		case top > maxNesting:
			return hcl.Diagnostics{mistake(t.Range, t.Range, "Nested too deep",
				"More than %d brackets, quotes or interpolations are open here. Name the inner parts as locals.", maxNesting)}
		case chains[max(top-1, 0)] > maxChain, chains[top] > maxChain:
			return hcl.Diagnostics{mistake(t.Range, t.Range, "Expression too long",
				"More than %d operators follow each other here. Name parts of the expression as locals.", maxChain)}
		case t.Type == hclsyntax.TokenNumberLit && hugeNumber(string(t.Bytes)):
			return hcl.Diagnostics{mistake(t.Range, t.Range, "Number too long",
				"A number has at most %d digits and an exponent of at most four.", maxDigits)}
		}
	}
	return nil
}

// surelyShallow reports whether a text is so short of brackets, operators and
// digits that it keeps within all limits, whatever its tokens are: they cost
// more than the rest of parsing. Quotes and heredocs open inside each other only
// with an interpolation between them, whose brace is counted.
func surelyShallow(src []byte) bool {
	brackets, operations, digits := 0, 0, 0
	before := byte(0) // what stands before the digits
	for i, c := range src {
		if '0' <= c && c <= '9' {
			if digits++; digits > 4 && bytes.IndexByte([]byte("eE+-"), before) >= 0 || digits > maxDigits/4 {
				return false
			}
			continue
		}
		digits, before = 0, c
		switch c {
		case '{', '[', '(':
			brackets++
		case '*', '/', '+', '-', '%', '=', '!', '<', '>', '&', '|', '?', '.', '"':
			operations++
		}
		if i > 64<<10 {
			return false // for it will not be
		}
	}
	return 2*brackets+1 <= maxNesting && brackets+operations <= maxChain
}

func hugeNumber(literal string) bool {
	_, exponent, _ := strings.Cut(strings.ToLower(literal), "e")
	return len(literal) > maxDigits || len(strings.TrimLeft(exponent, "+-0")) > 4
}

// endsLine reports whether a token is the end of a line, which the token of a
// comment holds.
func endsLine(t hclsyntax.Token) bool {
	return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment && bytes.HasSuffix(t.Bytes, []byte("\n"))
}

// isFor reports whether what follows a brace makes it a for expression: there
// a line's end is nothing.
func isFor(tokens hclsyntax.Tokens) bool {
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenComment {
			return t.Type == hclsyntax.TokenIdent && string(t.Bytes) == "for"
		}
	}
	return false
}

// continues reports whether the expression goes on across the newline at i, as
// it may inside parentheses.
func continues(tokens hclsyntax.Tokens, i int) bool {
	joins := func(t hclsyntax.Token) bool {
		return operators[t.Type] || t.Type == hclsyntax.TokenOBrack || t.Type == hclsyntax.TokenNewline ||
			t.Type == hclsyntax.TokenComment
	}
	return i > 0 && joins(tokens[i-1]) || i+1 < len(tokens) && joins(tokens[i+1])
}

var (
	opens = tokenSet(hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote,
		hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl)
	closes = tokenSet(hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote,
		hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd)
	operators = tokenSet(hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPlus, hclsyntax.TokenMinus,
		hclsyntax.TokenPercent, hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan,
		hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq, hclsyntax.TokenAnd,
		hclsyntax.TokenOr, hclsyntax.TokenBang, hclsyntax.TokenQuestion, hclsyntax.TokenDot)
)

func tokenSet(types ...hclsyntax.TokenType) map[hclsyntax.TokenType]bool {
	set := make(map[hclsyntax.TokenType]bool, len(types))
	for _, t := range types {
		set[t] = true
	}
	return set
}
