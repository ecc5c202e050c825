package pipeline

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// parsePlain parses a piece that is written as most of a long file is, mostly
// by programs: blocks on lines of their own, whose attributes are names,
// numbers, strings without escapes and lists of these, in ASCII, without
// comments. It returns nil where anything else is in the piece, also a mistake;
// what it returns is what hclsyntax returns. It is here because it makes no
// tokens, which take far more memory than the syntax tree, and most of the time.
func parsePlain(p *piece) *hclsyntax.Body {
	s := &plainScanner{path: p.path, text: string(p.src), pos: p.start, first: p.start.Byte}
	s.skipSpaces()
	start := s.nextToken()
	body, ok := s.body()
	if !ok || !s.atEnd() {
		return nil
	}
	end := s.point()
	body.SrcRange, body.EndRange = hcl.RangeBetween(start, end), end
	return body
}

// A plainScanner is somewhere in a text that may be plain. Its methods go past
// what they are named for, and are not ok where that is not what stands there.
type plainScanner struct {
	path  string
	text  string // names and strings share its bytes
	pos   hcl.Pos
	first int // the offset of text in its file
}

func (s *plainScanner) offset() int { return s.pos.Byte - s.first }

func (s *plainScanner) atEnd() bool { return s.offset() == len(s.text) }

// peek returns the next byte, or 0 at the end.
func (s *plainScanner) peek() byte {
	if s.atEnd() {
		return 0
	}
	return s.text[s.offset()]
}

// point is the range of nothing where the scanner is.
func (s *plainScanner) point() hcl.Range {
	return hcl.Range{Filename: s.path, Start: s.pos, End: s.pos}
}

// take goes past n bytes of a line.
func (s *plainScanner) take(n int) (string, hcl.Range) {
	text, r := s.text[s.offset():][:n], s.point()
	s.pos.Byte += n
	s.pos.Column += n
	r.End = s.pos
	return text, r
}

func (s *plainScanner) skipSpaces() {
	for s.peek() == ' ' {
		s.pos.Byte++
		s.pos.Column++
	}
}

func (s *plainScanner) newline() {
	s.pos.Byte++
	s.pos.Line++
	s.pos.Column = 1
}

// skipLines goes past spaces and the ends of lines.
func (s *plainScanner) skipLines() {
	for {
		s.skipSpaces()
		if s.peek() != '\n' {
			return
		}
		s.newline()
	}
}

// nextToken is the range of what a body begins with.
func (s *plainScanner) nextToken() hcl.Range {
	here := *s
	if here.peek() != '\n' {
		_, r, _ := here.name()
		return r
	}
	r := here.point()
	here.newline()
	r.End = here.pos
	return r
}

// mark goes past one of the marks of the language, and the spaces before it.
func (s *plainScanner) mark(c byte) (hcl.Range, bool) {
	s.skipSpaces()
	if s.peek() != c {
		return hcl.Range{}, false
	}
	_, r := s.take(1)
	return r, true
}

func (s *plainScanner) name() (string, hcl.Range, bool) {
	n := 0
	for rest := s.text[s.offset():]; n < len(rest) && (isLetter(rest[n]) || n > 0 && inName(rest[n])); n++ {
	}
	text, r := s.take(n)
	return text, r, n > 0
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func inName(c byte) bool { return isDigit(c) || c == '_' || c == '-' }

// quoted goes past a string and returns what it says, with the range of that
// and of the whole.
func (s *plainScanner) quoted() (text string, inside, whole hcl.Range, ok bool) {
	whole, ok = s.mark('"')
	if !ok {
		return "", whole, whole, false
	}
	n := 0
	for rest := s.text[s.offset():]; ; n++ {
		if n == len(rest) || rest[n] < ' ' || rest[n] > '~' || strings.IndexByte(`\$%`, rest[n]) >= 0 {
			return "", whole, whole, false
		}
		if rest[n] == '"' {
			break
		}
	}
	text, inside = s.take(n)
	_, end := s.take(1)
	if n == 0 {
		inside = s.point() // as hclsyntax has it
	}
	return text, inside, hcl.RangeBetween(whole, end), true
}

// body goes past attributes and blocks to what is neither.
func (s *plainScanner) body() (*hclsyntax.Body, bool) {
	body := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}, Blocks: hclsyntax.Blocks{}}
	for {
		s.skipLines()
		if !isLetter(s.peek()) {
			return body, true
		}
		name, at, _ := s.name()
		if equals, ok := s.mark('='); ok {
			a, ok := s.attribute(name, at, equals)
			if _, twice := body.Attributes[name]; !ok || twice {
				return nil, false
			}
			body.Attributes[name] = a
		} else {
			b, ok := s.block(name, at)
			if !ok {
				return nil, false
			}
			body.Blocks = append(body.Blocks, b)
		}
		if s.skipSpaces(); s.peek() != '\n' && !s.atEnd() {
			return nil, false
		}
	}
}

func (s *plainScanner) attribute(name string, at, equals hcl.Range) (*hclsyntax.Attribute, bool) {
	value, ok := s.value()
	if !ok {
		return nil, false
	}
	return &hclsyntax.Attribute{
		Name: name, Expr: value,
		SrcRange: hcl.RangeBetween(at, value.Range()), NameRange: at, EqualsRange: equals,
	}, true
}

func (s *plainScanner) block(kind string, at hcl.Range) (*hclsyntax.Block, bool) {
	b := &hclsyntax.Block{Type: kind, TypeRange: at}
	for {
		if s.skipSpaces(); s.peek() != '"' {
			break
		}
		label, _, whole, ok := s.quoted()
		if !ok {
			return nil, false
		}
		b.Labels, b.LabelRanges = append(b.Labels, label), append(b.LabelRanges, whole)
	}
	var ok bool
	if b.OpenBraceRange, ok = s.mark('{'); !ok {
		return nil, false
	}
	if s.skipSpaces(); s.peek() != '\n' && s.peek() != '}' {
		return nil, false // an attribute on the same line
	}
	if b.Body, ok = s.body(); !ok {
		return nil, false
	}
	if b.CloseBraceRange, ok = s.mark('}'); !ok {
		return nil, false
	}
	b.Body.SrcRange = hcl.RangeBetween(b.OpenBraceRange, b.CloseBraceRange)
	b.Body.EndRange = s.point()
	return b, true
}

// value goes past an expression, which ends before the end of a line, a comma
// or a bracket: what goes on behind it is not plain.
func (s *plainScanner) value() (hclsyntax.Expression, bool) {
	s.skipSpaces()
	var value hclsyntax.Expression
	var ok bool
	switch c := s.peek(); {
	case c == '"':
		value, ok = s.template()
	case c == '[':
		value, ok = s.list()
	case isDigit(c):
		value, ok = s.number()
	default:
		value, ok = s.word()
	}
	s.skipSpaces()
	return value, ok && (s.atEnd() || strings.IndexByte("\n,]", s.peek()) >= 0)
}

func (s *plainScanner) template() (hclsyntax.Expression, bool) {
	text, inside, whole, ok := s.quoted()
	if !ok {
		return nil, false
	}
	literal := &hclsyntax.LiteralValueExpr{Val: cty.StringVal(text), SrcRange: inside}
	return &hclsyntax.TemplateExpr{Parts: []hclsyntax.Expression{literal}, SrcRange: whole}, true
}

func (s *plainScanner) number() (hclsyntax.Expression, bool) {
	n := 0
	for rest := s.text[s.offset():]; n < len(rest) && (isDigit(rest[n]) || rest[n] == '.'); n++ {
	}
	text, at := s.take(n)
	value, err := cty.ParseNumberVal(text)
	return &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}, err == nil && text[n-1] != '.'
}

// word goes past the name of a value, such as doc.text, or a value that is a
// word.
func (s *plainScanner) word() (hclsyntax.Expression, bool) {
	name, at, ok := s.name()
	switch name {
	case "true":
		return &hclsyntax.LiteralValueExpr{Val: cty.True, SrcRange: at}, true
	case "false":
		return &hclsyntax.LiteralValueExpr{Val: cty.False, SrcRange: at}, true
	case "null":
		return &hclsyntax.LiteralValueExpr{Val: cty.NullVal(cty.DynamicPseudoType), SrcRange: at}, true
	case "for":
		return nil, false
	}
	steps := make(hcl.Traversal, 1, 2)
	steps[0] = hcl.TraverseRoot{Name: name, SrcRange: at}
	whole := at
	for ok && s.peek() == '.' {
		_, dot := s.take(1)
		name, at, ok = s.name()
		at = hcl.RangeBetween(dot, at)
		steps = append(steps, hcl.TraverseAttr{Name: name, SrcRange: at})
		whole = hcl.RangeBetween(whole, at)
	}
	return &hclsyntax.ScopeTraversalExpr{Traversal: steps, SrcRange: whole}, ok
}

func (s *plainScanner) list() (hclsyntax.Expression, bool) {
	open, _ := s.mark('[')
	l := &hclsyntax.TupleConsExpr{OpenRange: open}
	for {
		s.skipLines()
		if end, ok := s.mark(']'); ok {
			l.SrcRange = hcl.RangeBetween(open, end)
			return l, true
		}
		e, ok := s.value()
		if !ok {
			return nil, false
		}
		l.Exprs = append(l.Exprs, e)
		s.skipLines()
		if _, ok := s.mark(','); !ok && s.peek() != ']' {
			return nil, false
		}
	}
}
