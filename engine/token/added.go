package token

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An AddedPiece is a token that is found in text before the text is cut into
// words.
type AddedPiece struct {
	ID         int32
	Text       string
	Special    bool // it stands for no text
	Normalized bool // it is sought in normalized text
	SingleWord bool // only where no letter or digit touches it
	LeftStrip  bool // it takes the white space before it
	RightStrip bool // it takes the white space behind it
}

// A finder seeks added pieces: the leftmost, and of several the longest.
type finder struct{ byFirst map[byte][]AddedPiece }

func (f *finder) add(a AddedPiece) {
	if f.byFirst == nil {
		f.byFirst = make(map[byte][]AddedPiece)
	}
	f.byFirst[a.Text[0]] = append(f.byFirst[a.Text[0]], a)
}

func (f *finder) sort() {
	for _, list := range f.byFirst {
		slices.SortStableFunc(list, func(a, b AddedPiece) int { return len(b.Text) - len(a.Text) })
	}
}

// A part is text, or an added piece where id is not negative.
type part struct {
	text string
	id   int32
}

// cut returns text and added pieces in turn.
func (f *finder) cut(text string) []part {
	if len(f.byFirst) == 0 {
		return []part{{text, -1}}
	}
	var parts []part
	from := 0
	for at := 0; at < len(text); {
		a, ok := f.at(text, at)
		if !ok {
			at++
			continue
		}
		start, end := at, at+len(a.Text)
		at = end
		if a.SingleWord && touches(text, start, end) {
			continue
		}
		if a.LeftStrip {
			start = max(from, len(strings.TrimRightFunc(text[:start], unicode.IsSpace)))
		}
		if a.RightStrip {
			// The next one is sought behind this one itself, also within the white
			// space that it takes: so does the library.
			end = runOf(text, end, unicode.IsSpace)
		}
		if start > from {
			parts = append(parts, part{text[from:start], -1})
		}
		parts = append(parts, part{id: a.ID})
		from = end
	}
	if from < len(text) {
		parts = append(parts, part{text[from:], -1})
	}
	return parts
}

func (f *finder) at(text string, at int) (AddedPiece, bool) {
	for _, a := range f.byFirst[text[at]] {
		if strings.HasPrefix(text[at:], a.Text) {
			return a, true
		}
	}
	return AddedPiece{}, false
}

// touches reports whether a character of a word is next to text[start:end].
func touches(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	behind, _ := utf8.DecodeRuneInString(text[end:])
	return start > 0 && isWord(before) || end < len(text) && isWord(behind)
}

// isWord is \w of Unicode's regular expressions (UTS 18, annex C).
func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.In(r, unicode.Nd, unicode.Nl, unicode.Pc, unicode.Other_Alphabetic, unicode.Join_Control)
}
