package metrics

import "strings"

// PorterStem returns the stem of a lower-case ASCII word (Porter 1980) with
// the departures that NLTK's extended mode makes: irregular forms, -ies and
// -ied on short words, y to i only after a consonant, and a few more suffixes.
func PorterStem(word string) string {
	if stem, ok := porterIrregular[word]; ok {
		return stem
	}
	if len(word) <= 2 {
		return word
	}
	for _, step := range []func(string) string{
		porter1a, porter1b, porter1c, porter2, porter3, porter4, porter5a, porter5b,
	} {
		word = step(word)
	}
	return word
}

var porterIrregular = map[string]string{
	"sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie",
	"news": "news", "innings": "inning", "inning": "inning", "outings": "outing", "outing": "outing",
	"cannings": "canning", "canning": "canning", "howe": "howe", "proceed": "proceed",
	"exceed": "exceed", "succeed": "succeed",
}

// consonant reports whether the letter at i is a consonant; y is one at the
// start and after a vowel.
func consonant(word string, i int) bool {
	switch word[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !consonant(word, i-1)
	}
	return true
}

// measure counts the vowel-consonant sequences of a stem, Porter's m.
func measure(stem string) int {
	m := 0
	for i := 1; i < len(stem); i++ {
		if consonant(stem, i) && !consonant(stem, i-1) {
			m++
		}
	}
	return m
}

func hasVowel(stem string) bool {
	for i := range stem {
		if !consonant(stem, i) {
			return true
		}
	}
	return false
}

func doubleConsonant(word string) bool {
	n := len(word)
	return n >= 2 && word[n-1] == word[n-2] && consonant(word, n-1)
}

// closedSyllable is Porter's *o: the word ends consonant, vowel, consonant
// other than w, x, y; or is a vowel and a consonant.
func closedSyllable(word string) bool {
	n := len(word)
	if n == 2 {
		return !consonant(word, 0) && consonant(word, 1)
	}
	return n >= 3 && consonant(word, n-3) && !consonant(word, n-2) && consonant(word, n-1) &&
		!strings.ContainsRune("wxy", rune(word[n-1]))
}

// A suffixRule replaces a suffix where the stem before it passes.
type suffixRule struct {
	suffix, replacement string
	passes              func(stem string) bool
}

// applyFirst applies the first rule whose suffix the word has, if its stem
// passes.
func applyFirst(word string, rules []suffixRule) string {
	for _, r := range rules {
		if stem, ok := strings.CutSuffix(word, r.suffix); ok {
			if r.passes == nil || r.passes(stem) {
				return stem + r.replacement
			}
			return word
		}
	}
	return word
}

func measureAbove(n int) func(string) bool {
	return func(stem string) bool { return measure(stem) > n }
}

func porter1a(word string) string {
	if len(word) == 4 && strings.HasSuffix(word, "ies") {
		return word[:1] + "ie"
	}
	return applyFirst(word, []suffixRule{{"sses", "ss", nil}, {"ies", "i", nil}, {"ss", "ss", nil}, {"s", "", nil}})
}

func porter1b(word string) string {
	if strings.HasSuffix(word, "ied") {
		if len(word) == 4 {
			return word[:1] + "ie"
		}
		return word[:len(word)-3] + "i"
	}
	if stem, ok := strings.CutSuffix(word, "eed"); ok {
		if measure(stem) > 0 {
			return stem + "ee"
		}
		return word
	}
	for _, suffix := range []string{"ed", "ing"} {
		if stem, ok := strings.CutSuffix(word, suffix); ok && hasVowel(stem) {
			return mendStem(stem)
		}
	}
	return word
}

// mendStem restores what -ed and -ing took: hop(p)ing, fil(e)ing.
func mendStem(stem string) string {
	switch {
	case strings.HasSuffix(stem, "at"), strings.HasSuffix(stem, "bl"), strings.HasSuffix(stem, "iz"):
		return stem + "e"
	case doubleConsonant(stem) && !strings.ContainsRune("lsz", rune(stem[len(stem)-1])):
		return stem[:len(stem)-1]
	case measure(stem) == 1 && closedSyllable(stem):
		return stem + "e"
	}
	return stem
}

func porter1c(word string) string {
	stem, ok := strings.CutSuffix(word, "y")
	if ok && len(stem) > 1 && consonant(stem, len(stem)-1) {
		return stem + "i"
	}
	return word
}

func porter2(word string) string {
	some := measureAbove(0)
	if stem, ok := strings.CutSuffix(word, "alli"); ok && some(stem) {
		return porter2(stem + "al")
	}
	return applyFirst(word, []suffixRule{
		{"ational", "ate", some}, {"tional", "tion", some}, {"enci", "ence", some}, {"anci", "ance", some},
		{"izer", "ize", some}, {"bli", "ble", some}, {"alli", "al", some}, {"entli", "ent", some},
		{"eli", "e", some}, {"ousli", "ous", some}, {"ization", "ize", some}, {"ation", "ate", some},
		{"ator", "ate", some}, {"alism", "al", some}, {"iveness", "ive", some}, {"fulness", "ful", some},
		{"ousness", "ous", some}, {"aliti", "al", some}, {"iviti", "ive", some}, {"biliti", "ble", some},
		{"fulli", "ful", some},
		{"logi", "log", func(stem string) bool { return measure(stem+"l") > 0 }},
	})
}

func porter3(word string) string {
	some := measureAbove(0)
	return applyFirst(word, []suffixRule{
		{"icate", "ic", some}, {"ative", "", some}, {"alize", "al", some}, {"iciti", "ic", some},
		{"ical", "ic", some}, {"ful", "", some}, {"ness", "", some},
	})
}

func porter4(word string) string {
	more := measureAbove(1)
	rules := []suffixRule{
		{"al", "", more}, {"ance", "", more}, {"ence", "", more}, {"er", "", more}, {"ic", "", more},
		{"able", "", more}, {"ible", "", more}, {"ant", "", more}, {"ement", "", more}, {"ment", "", more},
		{"ent", "", more},
		{"ion", "", func(stem string) bool {
			return measure(stem) > 1 && (strings.HasSuffix(stem, "s") || strings.HasSuffix(stem, "t"))
		}},
		{"ou", "", more}, {"ism", "", more}, {"ate", "", more}, {"iti", "", more}, {"ous", "", more},
		{"ive", "", more}, {"ize", "", more},
	}
	return applyFirst(word, rules)
}

func porter5a(word string) string {
	stem, ok := strings.CutSuffix(word, "e")
	if ok && (measure(stem) > 1 || measure(stem) == 1 && !closedSyllable(stem)) {
		return stem
	}
	return word
}

func porter5b(word string) string {
	if strings.HasSuffix(word, "ll") && measure(word[:len(word)-1]) > 1 {
		return word[:len(word)-1]
	}
	return word
}
