package token

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Pattern cuts text into words as a regular expression of a published
// tokenizer does. The expressions look ahead, which Go's do not, so each known
// one is written out here.
type Pattern struct {
	lead     bool // any one character but a line break, letter or digit may begin a word, not a space alone
	digits   int  // of a number, at most; 0 is any, with a space before them
	breaks   bool // line breaks belong to the punctuation before them, and end a run of white space
	foldCase bool // of contractions

	own func(s string) int // the length of the first word, where the rule is one of ours
}

// patterns are the known expressions, as their files spell them.
var patterns = map[string]Pattern{
	// GPT-2, encoder.py
	`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`: {},
	// cl100k of tiktoken, and Llama 3
	`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`: {
		lead: true, digits: 3, breaks: true, foldCase: true},
	// cl100k as later versions of tiktoken spell it
	`'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+`: {
		lead: true, digits: 3, breaks: true, foldCase: true},
	// Qwen 2
	`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`: {
		lead: true, digits: 1, breaks: true, foldCase: true},
	OwnWords: {own: func(s string) int { return boundedWordLen(s, len(s)) }},
	OwnCuts:  {own: spelledCut},
}

// Two expressions say how [BPE] cuts text: into words, then, once bytes are
// spelled as characters, those into runs of at most maxWord bytes that end
// where a character does.
const (
	OwnWords = ` ?[\p{L}\p{M}]+| ?[^\s\p{L}\p{M}\p{N}]+|\p{N}|\s+(?= [^\s\p{N}])|\s+`
	OwnCuts  = "[\\s\\S]{1,128}(?![\u0122-\u0143\u00a1-\u00ac\u00ae-\u00bf])"
)

// spelledCut returns the length of the first match of OwnCuts. What no byte-level
// text holds, more than maxWord bytes that begin no character, is cut anywhere.
func spelledCut(s string) int {
	chars, cut := 0, 0
	for i, r := range s {
		if b, ok := charBytes[r]; !ok || b < 0x80 || b > 0xbf {
			cut = i
		}
		if chars == maxWord {
			if cut == 0 {
				return i
			}
			return cut
		}
		chars++
	}
	return len(s)
}

// GPT2Pattern is the one that a byte-level tokenizer has by itself.
var GPT2Pattern = Pattern{}

// PatternOf returns the pattern of a regular expression, if it is known.
func PatternOf(expression string) (p Pattern, known bool) {
	p, known = patterns[expression]
	return p, known
}

// Split appends the words of text to dst; together they are the text.
func (p Pattern) Split(dst []string, text string) []string {
	for text != "" {
		n := p.wordLen(text)
		dst = append(dst, text[:n])
		text = text[n:]
	}
	return dst
}

// wordLen returns the length of the first word of s, which is not empty: the
// first alternative of the expression that matches.
func (p Pattern) wordLen(s string) int {
	if p.own != nil {
		return p.own(s)
	}
	if n := p.contraction(s); n > 0 {
		return n
	}
	r, n := utf8.DecodeRuneInString(s)
	lead := 0
	if r == ' ' || p.lead && r != '\r' && r != '\n' && !unicode.IsLetter(r) && !unicode.IsNumber(r) {
		lead = n
	}
	if end := runOf(s, lead, unicode.IsLetter); end > lead {
		return end
	}
	if p.digits > 0 && unicode.IsNumber(r) {
		return p.numberLen(s)
	}
	space := 0
	if r == ' ' {
		space = 1
	}
	if end := runOf(s, space, unicode.IsNumber); p.digits == 0 && end > space {
		return end
	}
	if end := runOf(s, space, isPunctuation); end > space {
		if p.breaks {
			end = runOf(s, end, isBreak)
		}
		return end
	}
	return p.spaceLen(s)
}

func (p Pattern) numberLen(s string) int {
	end := 0
	for range p.digits {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsNumber(r) {
			break
		}
		end += n
	}
	return end
}

// spaceLen returns the length of white space at the start of s that is one
// word: up to its last line break, or all but what may begin the next word.
func (p Pattern) spaceLen(s string) int {
	end := runOf(s, 0, unicode.IsSpace)
	if at := strings.LastIndexAny(s[:end], "\r\n"); p.breaks && at >= 0 {
		return at + 1
	}
	if _, last := utf8.DecodeLastRuneInString(s[:end]); end < len(s) && end > last {
		return end - last
	}
	return end
}

// contraction returns the length of 's, 't, 're, 've, 'm, 'll or 'd at the
// start of s.
func (p Pattern) contraction(s string) int {
	if s[0] != '\'' {
		return 0
	}
	for _, c := range []string{"s", "t", "re", "ve", "m", "ll", "d"} {
		if strings.HasPrefix(s[1:], c) {
			return 1 + len(c)
		}
		if n := min(1+len(c), len(s)); p.foldCase && strings.EqualFold(s[1:n], c) {
			return n
		}
	}
	if p.foldCase && strings.HasPrefix(s[1:], "\u017f") { // the long s is an s in another case
		return 1 + len("\u017f")
	}
	return 0
}

func isPunctuation(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsLetter(r) && !unicode.IsNumber(r)
}

func isBreak(r rune) bool { return r == '\r' || r == '\n' }

// runOf returns where the characters from s[at:] on stop being of a class.
func runOf(s string, at int, class func(rune) bool) int {
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if !class(r) {
			break
		}
		at += n
	}
	return at
}
