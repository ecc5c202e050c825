package benchmarks

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// compile compiles a regular expression whose \s, \d and \w, and their
// opposites, mean what they mean to Python: white space, digits and word
// characters of Unicode. The rest, \b among it, is RE2's.
func compile(pattern string) (*regexp.Regexp, error) {
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, err // which quotes what the author wrote
	}
	return regexp.Compile(widen(pattern))
}

// Sets of characters as they stand inside brackets.
const (
	pythonSpace = `\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`
	pythonDigit = `\p{Nd}`
	pythonWord  = `\p{L}\p{N}_`
)

// pythonClasses has what stands for a class inside brackets.
var pythonClasses = sync.OnceValue(func() map[byte]string {
	return map[byte]string{
		's': pythonSpace, 'S': opposite(pythonSpace),
		'd': pythonDigit, 'D': `\P{Nd}`,
		'w': pythonWord, 'W': opposite(pythonWord),
	}
})

// opposite is the inside of a bracket expression for all other characters.
func opposite(inside string) string {
	re, err := syntax.Parse("[^"+inside+"]", syntax.Perl)
	if err != nil {
		panic(err) // it is made of the constants above
	}
	var b strings.Builder
	for i := 0; i < len(re.Rune); i += 2 {
		fmt.Fprintf(&b, `\x{%x}-\x{%x}`, re.Rune[i], re.Rune[i+1])
	}
	return b.String()
}

// widen writes the classes of a pattern, which compiles, as sets of characters
// of Unicode. A backslash inside \Q…\E is one of the text.
func widen(pattern string) string {
	var b strings.Builder
	inside := false // of brackets
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		if quoted, ok := strings.CutPrefix(pattern[i:], `\Q`); ok && !inside {
			text, _, _ := strings.Cut(quoted, `\E`)
			end := min(i+len(`\Q`)+len(text)+len(`\E`), len(pattern))
			b.WriteString(pattern[i:end])
			i = end - 1
			continue
		}
		if c == '\\' && i+1 < len(pattern) {
			i++
			switch class, ok := pythonClasses()[pattern[i]]; {
			case !ok:
				b.WriteString(pattern[i-1 : i+1])
			case inside:
				b.WriteString(class)
			default:
				b.WriteString("[" + class + "]")
			}
			continue
		}
		b.WriteByte(c)
		switch {
		case c == '[' && !inside:
			inside = true
			// A bracket that stands first is one of the set.
			if strings.HasPrefix(pattern[i+1:], "^") {
				i++
				b.WriteByte('^')
			}
			if strings.HasPrefix(pattern[i+1:], "]") {
				i++
				b.WriteByte(']')
			}
		case c == '[' && strings.HasPrefix(pattern[i:], "[:"):
			if name, _, ok := strings.Cut(pattern[i:], ":]"); ok {
				b.WriteString(name[1:] + ":]")
				i += len(name) + 1
			}
		case c == ']':
			inside = false
		}
	}
	return b.String()
}
