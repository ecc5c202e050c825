package benchmarks

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"pipe/metrics"
)

// choiceFilter finds the letter of a choice, as lm-evaluation-harness's
// multi_choice_regex does: what the pattern finds; else the text of a choice,
// which stands for its letter; else a letter behind a colon. A letter comes out
// as "(A)".
func choiceFilter(f Filter) (step, error) {
	re, err := compile(f.Pattern)
	if err != nil {
		return nil, err
	}
	overlook, err := f.overlook()
	if err != nil {
		return nil, err
	}
	return func(answer string, choices []string) string {
		if found := f.find(re, answer); found != "" {
			return found
		}
		texts, letters := lettered(choices, overlook)
		if byText, err := regexp.Compile(strings.Join(texts, "|")); err == nil && len(texts) > 0 {
			if found := f.find(byText, overlook(answer)); found != "" {
				if letter, ok := letters[found]; ok {
					return letter
				}
				return found
			}
		}
		if last := len(choices) - 1; last >= 0 && last < 26 {
			behindColon, err := compile(fmt.Sprintf(`:\s*([A-%c])`, 'A'+last))
			if err != nil {
				panic(err) // it differs in a letter alone
			}
			if found := f.find(behindColon, answer); found != "" {
				return "(" + found + ")"
			}
		}
		return Invalid
	}, nil
}

// find returns the match that the filter takes, without white space around it,
// or "".
func (f Filter) find(re *regexp.Regexp, text string) string {
	matches := re.FindAllStringSubmatch(text, -1)
	if len(matches) == 0 {
		return ""
	}
	m := matches[0]
	if f.Last {
		m = matches[len(matches)-1]
	}
	return strip(pickGroup(m, f.Group))
}

// lettered returns patterns of the choices' texts, the longest first so that none
// hides another, and the letter of each text. Of equal texts the last counts.
func lettered(choices []string, overlook func(string) string) (patterns []string, letters map[string]string) {
	letters = make(map[string]string)
	var texts []string
	for i, c := range choices {
		if text := overlook(strip(c)); text != "" && i < 26 {
			texts = append(texts, text)
			letters[text] = fmt.Sprintf("(%c)", 'A'+i)
		}
	}
	slices.SortStableFunc(texts, func(a, b string) int { return escapedLength(b) - escapedLength(a) })
	for _, text := range texts {
		patterns = append(patterns, regexp.QuoteMeta(text))
	}
	return patterns, letters
}

// escapedLength is the length of Python's re.escape of a text, in characters, by
// which the harness sorts.
func escapedLength(text string) int {
	n := 0
	for _, r := range text {
		n++
		if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
			n++
		}
	}
	return n
}

// overlook returns what both the choices' texts and an answer go through before
// the one is looked for in the other.
func (f Filter) overlook() (func(string) string, error) {
	var patterns []*regexp.Regexp
	for _, p := range f.IgnorePatterns {
		re, err := compile(p)
		if err != nil {
			return nil, fmt.Errorf("ignored pattern: %w", err)
		}
		patterns = append(patterns, re)
	}
	return func(s string) string {
		for _, re := range patterns {
			s = re.ReplaceAllLiteralString(s, "")
		}
		if f.IgnoreCase {
			s = metrics.Lower(s)
		}
		if f.IgnorePunctuation {
			s = strings.Map(func(r rune) rune {
				if unicode.IsPunct(r) {
					return -1
				}
				return r
			}, s)
		}
		return s
	}, nil
}
