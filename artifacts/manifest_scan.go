package artifacts

import (
	"bytes"
	"strconv"
	"strings"
)

// scanManifest reads the text of a manifest whose names need no escapes, as
// those of nearly all do, and is not ok for any other text: a plan reads a
// manifest for every stage, and most of its time went into JSON. What it
// accepts is what encode writes, byte for byte.
func scanManifest(data []byte) (m manifest, ok bool) {
	s := manifestScanner{rest: data, ok: true}
	s.expect(`{"format":"` + manifestFormat + `","kind":`)
	m.Format = manifestFormat
	m.Kind = s.text()
	s.expect(`,"files":[`)
	m.Files = make([]File, 0, bytes.Count(s.rest, []byte(`{"name":`)))
	for s.ok && len(s.rest) > 0 && s.rest[0] != ']' {
		if len(m.Files) > 0 {
			s.expect(`,`)
		}
		m.Files = append(m.Files, s.file())
	}
	s.expect("]}\n")
	return m, s.ok && len(s.rest) == 0
}

// A manifestScanner takes pieces off the front of a text.
type manifestScanner struct {
	rest []byte
	ok   bool // false once something else came than was expected
}

func (s *manifestScanner) file() (f File) {
	s.expect(`{"name":`)
	f.Name = s.text()
	s.expect(`,"digest":`)
	digest := s.text()
	err := parseHex(f.Digest[:], strings.TrimPrefix(digest, digestPrefix))
	s.ok = s.ok && err == nil && strings.HasPrefix(digest, digestPrefix)
	s.expect(`,"bytes":`)
	n := 0
	for n < len(s.rest) && '0' <= s.rest[n] && s.rest[n] <= '9' {
		n++
	}
	size, err := strconv.ParseInt(string(s.rest[:n]), 10, 64)
	s.ok = s.ok && err == nil && (n == 1 || s.rest[0] != '0')
	f.Bytes = size
	s.rest = s.rest[n:]
	s.expect(`}`)
	return f
}

func (s *manifestScanner) expect(want string) {
	rest, found := bytes.CutPrefix(s.rest, []byte(want))
	s.rest, s.ok = rest, s.ok && found
}

// text takes a string in quotes.
func (s *manifestScanner) text() string {
	s.expect(`"`)
	n := bytes.IndexByte(s.rest, '"')
	if !s.ok || n < 0 {
		s.ok = false
		return ""
	}
	text := string(s.rest[:n])
	s.rest = s.rest[n+1:]
	s.ok = strings.IndexFunc(text, needsEscape) < 0
	return text
}

// needsEscape is true of whatever JSON might write in another way.
func needsEscape(r rune) bool { return r < ' ' || r == '\\' || r > '~' }
