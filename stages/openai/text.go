package openai

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// textOf returns the text of tokens that begin one.
func textOf(v Vocabulary, ids []int32) string {
	var text []byte
	first := v.BeginsWithSpace()
	for _, id := range ids {
		b := v.Bytes(id)
		if first && len(b) > 0 {
			b, first = bytes.TrimPrefix(b, []byte(" ")), false
		}
		text = append(text, b...)
	}
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// A text is one that grows token by token until a stop string ends it.
type text struct {
	stops  []string
	reach  int    // bytes of the longest stop string
	bytes  []byte // so far, up to the first stop string
	sent   int    // bytes of the valid text that next has returned
	closed bool   // a stop string was found
}

func newText(stops []string) *text {
	t := &text{stops: stops}
	for _, s := range stops {
		t.reach = max(t.reach, len(s))
	}
	return t
}

// add appends what a token adds, cuts at the first stop string, and reports
// whether there is one.
func (t *text) add(b []byte) bool {
	from := max(len(t.bytes)-t.reach, 0)
	t.bytes = append(t.bytes, b...)
	end := len(t.bytes)
	for _, s := range t.stops {
		if at := bytes.Index(t.bytes[from:], []byte(s)); at >= 0 {
			end, t.closed = min(end, from+at), true
		}
	}
	t.bytes = t.bytes[:end]
	return t.closed
}

// next returns what can be sent of the text: what is not sent yet, without an
// end that may become a stop string or is the start of a character. At the end
// of the text nothing is kept back.
func (t *text) next(end bool) string {
	b := t.bytes
	if !end {
		b = b[:len(b)-t.undecided()]
		b = b[:wholeRunes(b)]
	}
	valid := strings.ToValidUTF8(string(b), "\uFFFD")
	out := valid[t.sent:]
	t.sent = len(valid)
	return out
}

// undecided is how many of the last bytes are the start of a stop string.
func (t *text) undecided() int {
	most := 0
	for _, s := range t.stops {
		for n := min(len(s)-1, len(t.bytes)); n > most; n-- {
			if bytes.HasSuffix(t.bytes, []byte(s[:n])) {
				most = n
			}
		}
	}
	return most
}

// wholeRunes returns how many bytes of b form whole characters.
func wholeRunes(b []byte) int {
	for back := 1; back <= min(utf8.UTFMax-1, len(b)); back++ {
		at := len(b) - back
		if utf8.RuneStart(b[at]) {
			if !utf8.FullRune(b[at:]) {
				return at
			}
			break
		}
	}
	return len(b)
}

// characters counts those that begin in b.
func characters(b []byte) int {
	n := 0
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}
