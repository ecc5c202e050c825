package pipeline

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The expression language keeps strings in Unicode's form NFC, and a benchmark
// scores the bytes that its authors published. So a string that NFC would
// change goes through the language in disguise. Runes that Unicode will never
// assign stand for what is at risk:
//
//	guardRune + rune          keeps the rune from composing with the one before
//	escapeRune + six runes    spell, in hex digits, a rune that NFC replaces
//
// A string that begins with a composing rune is guarded too, since it may be
// put behind another.
const (
	guardRune  = '\uFDD0'
	escapeRune = '\uFDD1'
	digitRune  = '\uFDD2' // stands for 0; the next fifteen for 1 to 15
	lastRune   = digitRune + 15
)

// guardText returns s in disguise, or s itself where it is safe.
func guardText(s string) string {
	if safeText(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch alone := string(r); {
		case r >= guardRune && r <= lastRune, !norm.NFC.IsNormalString(alone):
			b.WriteRune(escapeRune)
			for shift := 20; shift >= 0; shift -= 4 {
				b.WriteRune(digitRune + r>>shift&15)
			}
		case !norm.NFC.PropertiesString(alone).BoundaryBefore():
			b.WriteRune(guardRune)
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func safeText(s string) bool {
	return norm.NFC.IsNormalString(s) &&
		(s == "" || norm.NFC.PropertiesString(s).BoundaryBefore()) &&
		!strings.ContainsFunc(s, func(r rune) bool { return r >= guardRune && r <= lastRune })
}

// unguardText takes the disguise off.
func unguardText(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == guardRune || r == escapeRune }) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch r {
		case guardRune:
		case escapeRune:
			var code rune
			for range 6 {
				digit, size := utf8.DecodeRuneInString(s[i:])
				if digit < digitRune || digit > lastRune {
					break // a function has cut the spelling short
				}
				code = code<<4 | (digit - digitRune)
				i += size
			}
			b.WriteRune(code)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
