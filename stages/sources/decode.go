package sources

import (
	"strings"
	"unicode/utf8"
)

// decode returns the file as UTF-8 without byte-order mark.
func decode(f file, encoding string) (file, error) {
	switch encoding {
	case "", "utf-8":
		if strings.HasPrefix(f.text, "\xff\xfe") || strings.HasPrefix(f.text, "\xfe\xff") {
			return f, f.errorf("begins with a byte-order mark of UTF-16, want UTF-8")
		}
		f.text = strings.TrimPrefix(f.text, "\ufeff")
		if !utf8.ValidString(f.text) {
			at := invalidAt(f.text)
			return f, f.errorf("byte 0x%02x at offset %d is not UTF-8; if the file is Latin-1, set the encoding to %q",
				f.text[at], at, "latin-1")
		}
	case "latin-1":
		f.text = fromLatin1(f.text)
	default:
		return f, f.errorf("unknown encoding %q, want %q or %q", encoding, "utf-8", "latin-1")
	}
	return f, nil
}

// invalidAt returns the offset of the first byte that is not UTF-8.
func invalidAt(s string) int {
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			return i
		}
	}
	return len(s)
}

func fromLatin1(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := range len(s) {
		out.WriteRune(rune(s[i]))
	}
	return out.String()
}
