package pipeline

import (
	"bytes"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// Format lays out the text of a file in the canonical way. It never changes what
// the text means: where the result would not be, token by token, what the text
// is, that is an error, and the text is to stay as it is. So is text that is no
// HCL, or that is too deep to be read; such errors are hcl.Diagnostics.
func Format(path string, src []byte) ([]byte, error) {
	if IsJSON(path) {
		at := hcl.Range{Filename: path, Start: hcl.InitialPos, End: hcl.InitialPos}
		return nil, hcl.Diagnostics{mistake(at, at, "Not in native syntax",
			"Files are laid out in HCL's native syntax alone, and the name of this one says that it is JSON. Lay it out with a tool for JSON.")}
	}
	if diags := guard(path, src); diags.HasErrors() {
		return nil, diags
	}
	if _, diags := hclsyntax.ParseConfig(src, path, hcl.InitialPos); diags.HasErrors() {
		return nil, diags
	}
	formatted := hclwrite.Format(src)
	for range maxPasses { // since one pass may leave work for the next
		again := hclwrite.Format(formatted)
		if bytes.Equal(again, formatted) {
			break
		}
		formatted = again
	}
	if at, ok := sameTokens(path, src, formatted); !ok {
		return nil, fmt.Errorf("%s:%d: the layout would change what the file means here, so it stays as it is", path, at.Start.Line)
	}
	return formatted, nil
}

// maxPasses bounds how often a text is laid out until that changes nothing.
const maxPasses = 8

// sameTokens reports whether two texts differ in spaces between tokens alone;
// where they do not, it returns the place in the first. Equal tokens are parsed
// to equal trees: spaces that count are inside tokens, those of heredocs too.
func sameTokens(path string, a, b []byte) (at hcl.Range, same bool) {
	x, diags := hclsyntax.LexConfig(a, path, hcl.InitialPos)
	y, more := hclsyntax.LexConfig(b, path, hcl.InitialPos)
	at = hcl.Range{Filename: path, Start: hcl.InitialPos, End: hcl.InitialPos}
	if diags.HasErrors() || more.HasErrors() {
		return at, false
	}
	for i, t := range x {
		at = t.Range
		if i >= len(y) || t.Type != y[i].Type || !bytes.Equal(tokenText(t), tokenText(y[i])) {
			return at, false
		}
	}
	return at, len(x) == len(y)
}

// tokenText returns the bytes of a token that count. A comment may lose the
// spaces behind it, and lines may end in one way.
func tokenText(t hclsyntax.Token) []byte {
	switch t.Type {
	case hclsyntax.TokenNewline, hclsyntax.TokenEOF:
		return nil
	case hclsyntax.TokenComment:
		return bytes.TrimRight(t.Bytes, " \t\r\n")
	}
	return t.Bytes
}
