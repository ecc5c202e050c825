package pipeline

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/apparentlymart/go-textseg/v15/textseg"
	"github.com/hashicorp/hcl/v2"
)

// A jsonValue is a value of a JSON text, and where it stands. Numbers are kept
// as they are written.
type jsonValue struct {
	kind     jsonKind
	at       hcl.Range
	text     string       // of a string, decoded; of a number or a word, as written
	members  []jsonMember // of an object, in the order of the file
	elements []*jsonValue // of an array
}

// A jsonMember is a property of an object.
type jsonMember struct {
	name, value *jsonValue
}

type jsonKind string

const (
	jsonObject jsonKind = "an object"
	jsonArray  jsonKind = "an array"
	jsonString jsonKind = "a string"
	jsonNumber jsonKind = "a number"
	jsonTrue   jsonKind = "true"
	jsonFalse  jsonKind = "false"
	jsonNull   jsonKind = "null"
)

// jsonComment is the name of properties that a body ignores.
const jsonComment = "//"

// longestCharacter bounds how far is looked for the end of a character.
const longestCharacter = 1 << 10

// A jsonScanner reads JSON as RFC 8259 has it, and nothing beyond: no comments,
// no commas behind the last element, no byte order mark.
type jsonScanner struct {
	src   []byte // valid UTF-8
	path  string
	pos   hcl.Pos
	seen  int // bytes whose column is known: to the end of a character as readers see it
	depth int
	diags hcl.Diagnostics
}

// A jsonError ends the reading of a text; its diagnostic is noted already.
type jsonError struct{}

// parseJSONSyntax reads a text. It returns nil where that is no JSON.
func parseJSONSyntax(path string, src []byte) (v *jsonValue, diags hcl.Diagnostics) {
	s := &jsonScanner{src: src, path: path, pos: hcl.InitialPos}
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(jsonError); !ok {
				panic(r)
			}
			v, diags = nil, s.diags
		}
	}()
	if bytes.HasPrefix(src, []byte("\ufeff")) {
		s.fail("Byte order mark", "The file begins with a byte order mark, which JSON does not allow. Save it as UTF-8 without one.")
	}
	s.skipSpace()
	if s.atEnd() {
		s.fail("Empty file", `The file has no content. An experiment in JSON begins with: {"experiment": {"name": {}}}.`)
	}
	v = s.value()
	s.skipSpace()
	if !s.atEnd() {
		s.fail("Invalid JSON", "The value of the file has ended, and here stands %s. Remove what is behind it.", s.found())
	}
	return v, s.diags
}

func (s *jsonScanner) fail(summary, format string, args ...any) {
	end := s.pos
	if !s.atEnd() && s.src[s.pos.Byte] != '\n' {
		_, size := utf8.DecodeRune(s.src[s.pos.Byte:])
		end.Byte, end.Column = end.Byte+size, end.Column+1
	}
	at := hcl.Range{Filename: s.path, Start: s.pos, End: end}
	s.diags = append(s.diags, mistake(at, at, summary, format, args...))
	panic(jsonError{})
}

func (s *jsonScanner) atEnd() bool { return s.pos.Byte >= len(s.src) }

// peek returns the next byte, or 0 at the end.
func (s *jsonScanner) peek() byte {
	if s.atEnd() {
		return 0
	}
	return s.src[s.pos.Byte]
}

// next goes on by a code point. A column is a character as readers see it, which
// may be several.
func (s *jsonScanner) next() rune {
	rest := s.src[s.pos.Byte:]
	r, size := utf8.DecodeRune(rest)
	if s.pos.Byte >= s.seen {
		length := 1
		if plain := len(rest) > 1 && rest[0] < utf8.RuneSelf && rest[1] < utf8.RuneSelf; !plain {
			length, _, _ = textseg.ScanGraphemeClusters(rest[:min(len(rest), longestCharacter)], true)
		}
		s.seen = s.pos.Byte + max(length, size)
		s.pos.Column++
	}
	s.pos.Byte += size
	if r == '\n' {
		s.pos.Line++
		s.pos.Column = 1
	}
	return r
}

func (s *jsonScanner) skipSpace() {
	for strings.IndexByte(" \t\r\n", s.peek()) >= 0 && !s.atEnd() {
		s.next()
	}
}

// found says what stands at the position.
func (s *jsonScanner) found() string {
	if s.atEnd() {
		return "the end of the file"
	}
	r, _ := utf8.DecodeRune(s.src[s.pos.Byte:])
	return quote(string(r))
}

func (s *jsonScanner) since(start hcl.Pos) hcl.Range {
	return hcl.Range{Filename: s.path, Start: start, End: s.pos}
}

// value reads a value, whose first character is next.
func (s *jsonScanner) value() *jsonValue {
	if s.depth++; s.depth > maxNesting {
		s.fail("Nested too deep", "More than %d objects and arrays are open here.", maxNesting)
	}
	defer func() { s.depth-- }()
	v, start := &jsonValue{}, s.pos
	switch c := s.peek(); {
	case c == '{':
		v.kind = jsonObject
		s.list('}', func() { v.members = append(v.members, s.member()) })
		s.checkNames(v)
	case c == '[':
		v.kind = jsonArray
		s.list(']', func() { v.elements = append(v.elements, s.value()) })
	case c == '"':
		v.kind, v.text = jsonString, s.string(nil)
	case c == '-', c >= '0' && c <= '9':
		v.kind, v.text = jsonNumber, s.number()
	default:
		v.kind = s.word()
		v.text = string(v.kind)
	}
	v.at = s.since(start)
	return v
}

// list reads what stands between brackets, separated by commas.
func (s *jsonScanner) list(closing byte, element func()) {
	s.next()
	s.skipSpace()
	if s.peek() == closing {
		s.next()
		return
	}
	for {
		element()
		s.skipSpace()
		switch s.peek() {
		case ',':
			s.next()
			s.skipSpace()
			if s.peek() == closing {
				s.fail("Invalid JSON", "There is a comma behind the last element, which JSON does not allow. Remove it.")
			}
		case closing:
			s.next()
			return
		default:
			s.fail("Invalid JSON", "Here stands %s, and a comma or %q is wanted.", s.found(), string(closing))
		}
	}
}

func (s *jsonScanner) member() jsonMember {
	if s.peek() != '"' {
		s.fail("Invalid JSON", "Here stands %s, and the name of a property in quotes is wanted.", s.found())
	}
	start := s.pos
	name := &jsonValue{kind: jsonString, text: s.string(nil)}
	name.at = s.since(start)
	s.skipSpace()
	if s.peek() != ':' {
		s.fail("Invalid JSON", "Here stands %s, and a colon is wanted behind the name %s.", s.found(), quote(shorten(name.text)))
	}
	s.next()
	s.skipSpace()
	return jsonMember{name, s.value()}
}

// checkNames complains about names that an object has twice. Tools for JSON keep
// the last of them in silence.
func (s *jsonScanner) checkNames(v *jsonValue) {
	first := make(map[string]hcl.Range, len(v.members))
	for _, m := range v.members {
		if before, twice := first[m.name.text]; twice && m.name.text != jsonComment {
			s.diags = append(s.diags, mistake(m.name.at, m.name.at, "Duplicate property",
				"The property %s stands on line %d already. Give one of the two another name; what is repeated is an array of objects.",
				quote(shorten(m.name.text)), before.Start.Line))
			continue
		}
		first[m.name.text] = m.name.at
	}
}

// word reads true, false or null.
func (s *jsonScanner) word() jsonKind {
	for _, kind := range []jsonKind{jsonTrue, jsonFalse, jsonNull} {
		if bytes.HasPrefix(s.src[s.pos.Byte:], []byte(kind)) {
			for range len(kind) {
				s.next()
			}
			return kind
		}
	}
	s.fail("Invalid JSON", "Here stands %s, and a value is wanted: an object, an array, a string in double quotes, a number, true, false or null.", s.found())
	return ""
}

func (s *jsonScanner) digits() {
	if c := s.peek(); c < '0' || c > '9' {
		s.fail("Invalid JSON", "Here stands %s, and a digit is wanted.", s.found())
	}
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.next()
	}
}

// number reads a number and returns it as written.
func (s *jsonScanner) number() string {
	start := s.pos
	if s.peek() == '-' {
		s.next()
	}
	if s.peek() == '0' {
		s.next()
		if c := s.peek(); c >= '0' && c <= '9' {
			s.fail("Invalid JSON", "A number has no zeros in front. Remove them.")
		}
	} else {
		s.digits()
	}
	if s.peek() == '.' {
		s.next()
		s.digits()
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.next()
		if c := s.peek(); c == '+' || c == '-' {
			s.next()
		}
		s.digits()
	}
	text := string(s.src[start.Byte:s.pos.Byte])
	if hugeNumber(text) {
		s.pos = start
		s.fail("Number too long", "A number has at most %d digits and an exponent of at most four.", maxDigits)
	}
	return text
}

// string reads a string and returns what it stands for. Of each byte of that,
// and of its end, place is told where it comes from.
func (s *jsonScanner) string(place func(hcl.Pos)) string {
	s.next()
	var b strings.Builder
	for {
		at := s.pos
		c := s.peek()
		switch {
		case s.atEnd():
			s.fail("Invalid JSON", "The file ends inside a string. Close it with a quote.")
		case c < ' ':
			s.fail("Invalid JSON", "A line break or another control character stands in a string. Write it as an escape, such as \\n.")
		case c == '"':
			if place != nil {
				place(at)
			}
			s.next()
			return b.String()
		}
		r := s.next()
		if r == '\\' {
			r = s.escape(at)
		}
		before := b.Len()
		b.WriteRune(r)
		for range b.Len() - before {
			if place != nil {
				place(at)
			}
		}
	}
}

var jsonEscapes = map[byte]rune{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// escape reads what is behind a backslash, which stands at start.
func (s *jsonScanner) escape(start hcl.Pos) rune {
	c := s.peek()
	if r, ok := jsonEscapes[c]; ok && !s.atEnd() {
		s.next()
		return r
	}
	if c != 'u' {
		s.pos = start
		s.fail("Invalid JSON", `There is no such escape. JSON has \" \\ \/ \b \f \n \r \t and \u with four digits.`)
	}
	r := s.hex(start)
	if !utf16.IsSurrogate(r) {
		return r
	}
	if bytes.HasPrefix(s.src[s.pos.Byte:], []byte(`\u`)) {
		s.next()
		if r = utf16.DecodeRune(r, s.hex(start)); r != utf8.RuneError {
			return r
		}
	}
	s.pos = start
	s.fail("Invalid JSON", "This escape is half of a character, and the other half is missing. Write the character itself.")
	return 0
}

// hex reads u and four hexadecimal digits.
func (s *jsonScanner) hex(start hcl.Pos) rune {
	rest := s.src[s.pos.Byte+1:]
	digits := rest[:min(len(rest), 4)]
	r, err := strconv.ParseUint(string(digits), 16, 32)
	if err != nil || len(digits) < 4 {
		s.pos = start
		s.fail("Invalid JSON", `Behind \u stand four hexadecimal digits.`)
	}
	for range 5 {
		s.next()
	}
	return rune(r)
}
