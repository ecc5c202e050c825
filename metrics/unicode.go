package metrics

import (
	"strings"
	"unicode"
)

// The reference implementations are Python's, whose text functions differ from
// Go's in a few characters.

// IsSpace reports whether Python takes r for white space: str.split and
// str.strip, and \s of its regular expressions.
func IsSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

// Lower is Python's str.lower: İ becomes two characters, and a capital sigma
// that ends a word the final one (Unicode, SpecialCasing.txt).
func Lower(s string) string {
	if !strings.ContainsAny(s, "İΣ") {
		return strings.ToLower(s)
	}
	runes := []rune(s)
	var b strings.Builder
	for i, r := range runes {
		switch {
		case r == 'İ':
			b.WriteString("i\u0307")
		case r == 'Σ' && endsWord(runes, i):
			b.WriteRune('ς')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// endsWord reports whether the letter at i follows another and none follows
// it, but for characters that casing ignores.
func endsWord(s []rune, i int) bool {
	before := i - 1
	for before >= 0 && caseIgnorable(s[before]) {
		before--
	}
	after := i + 1
	for after < len(s) && caseIgnorable(s[after]) {
		after++
	}
	return before >= 0 && cased(s[before]) && (after == len(s) || !cased(s[after]))
}

func cased(r rune) bool {
	return unicode.In(r, unicode.Lu, unicode.Ll, unicode.Lt, unicode.Other_Lowercase, unicode.Other_Uppercase)
}

// caseIgnorable is Unicode's property of that name: marks, modifiers, formats,
// and what may stand inside a word.
func caseIgnorable(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk) ||
		strings.ContainsRune("'.:·\u0387\u055f\u05f4‘’․‧︓﹒﹕＇．：", r)
}
