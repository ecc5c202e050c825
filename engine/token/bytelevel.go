package token

import "strings"

// byteChars are the characters that GPT-2 spells bytes with: the printable ones
// of Latin-1 for themselves, for the others those from U+0100 on.
var byteChars, charBytes = func() (chars [256]rune, bytes map[rune]byte) {
	bytes = make(map[rune]byte, len(chars))
	next := rune(256)
	for b := range chars {
		r := rune(b)
		if !(r >= '!' && r <= '~' || r >= 0xa1 && r <= 0xac || r >= 0xae && r <= 0xff) {
			r = next
			next++
		}
		chars[b], bytes[r] = r, byte(b)
	}
	return chars, bytes
}()

// SpellBytes writes each byte of text as a printable character.
func SpellBytes(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := range len(text) {
		b.WriteRune(byteChars[text[i]])
	}
	return b.String()
}

// unspellBytes is the inverse, where there is one.
func unspellBytes(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := charBytes[r]
		if !ok {
			return nil, false
		}
		out = append(out, b)
	}
	return out, true
}
