package token

import (
	"unicode"
	"unicode/utf8"
)

// maxWord bounds a word, and so a token, in bytes. It keeps the cost of a long
// run of one class (base64, a ruler of dashes) linear.
const maxWord = 128

type class uint8

const (
	other class = iota // punctuation, symbols, controls, bytes that are not UTF-8
	letter
	digit
	space
)

var asciiClass = func() (table [utf8.RuneSelf]class) {
	for r := range table {
		table[r] = classOfRune(rune(r))
	}
	return table
}()

func classOfRune(r rune) class {
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r): // marks belong to the letter before them
		return letter
	case unicode.IsNumber(r):
		return digit
	case unicode.IsSpace(r):
		return space
	}
	return other
}

// first returns the class and the length in bytes of the first character of s,
// which is not empty. A byte that is not UTF-8 is a character by itself.
func first(s string) (class, int) {
	if s[0] < utf8.RuneSelf {
		return asciiClass[s[0]], 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return other, 1
	}
	return classOfRune(r), n
}

// wordLen returns the length in bytes of the first word of s, which is not
// empty. A word is
//
//   - a run of letters, or of other characters, with one space (U+0020) before
//     it if there is one;
//   - a single digit, without that space: a number is spelled digit by digit,
//     the same digit is always the same token, and so arithmetic can be learned;
//   - a run of white space, less the space that belongs to the next word.
//
// It is the rule of GPT-2 but for the digits, the contractions ("don't" is
// three words), and line breaks, which stay together before a word.
func wordLen(s string) int { return boundedWordLen(s, maxWord) }

func boundedWordLen(s string, most int) int {
	c, n := first(s)
	if s[0] == ' ' && len(s) > 1 {
		if next, size := first(s[1:]); takesSpace(next) {
			c, n = next, 1+size
		}
	}
	if c == digit {
		return n
	}
	for n < len(s) {
		next, size := first(s[n:])
		if next == c && n+size <= most {
			n += size
			continue
		}
		if c == space && s[n-1] == ' ' && takesSpace(next) {
			n--
		}
		break
	}
	return n
}

func takesSpace(c class) bool { return c == letter || c == other }
