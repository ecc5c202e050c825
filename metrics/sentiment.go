package metrics

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Sentiment says how good or bad a text sounds, by the worth of its words and
// by what stands before them: VADER (Hutto and Gilbert 2014, "VADER: A
// Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text"), as
// NLTK computes it. Words beside a list and a few rules are all that it knows of
// English.
type Sentiment struct {
	worth map[string]float64 // of a word in lower case
}

// NewSentiment returns the scorer of a lexicon: words in lower case and emoticons,
// each with what it is worth, about -4 to 4. Of equal words the last counts.
func NewSentiment(words []string, worth []float64) *Sentiment {
	s := &Sentiment{worth: make(map[string]float64, len(words))}
	for i, w := range words {
		s.worth[w] = worth[i]
	}
	return s
}

// What VADER's authors found by rating: how much a word gains by a booster, by
// capitals and by each exclamation mark, and what negation makes of it.
const (
	boost        = 0.293
	capitals     = 0.733
	negation     = -0.74
	exclamation  = 0.292
	question     = 0.18
	manyQuestion = 0.96
	alpha        = 15
)

// Compound returns the compound score of a text, from -1 to 1, rounded to four
// decimals as VADER gives it.
func (s *Sentiment) Compound(text string) float64 {
	sum := 0.0
	for _, v := range s.valences(sentimentWords(text)) {
		sum += v
	}
	switch emphasis := punctuationEmphasis(text); {
	case sum > 0:
		sum += emphasis
	case sum < 0:
		sum -= emphasis
	}
	return round4(sum / math.Sqrt(float64(sum*sum)+alpha))
}

// round4 rounds to four decimals as Python's round does.
func round4(x float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', 4, 64), 64)
	if err != nil {
		return x // a NaN, of which there is none here
	}
	return rounded
}

// sentimentWords splits a text at white space, drops single characters and takes
// punctuation off one end of a word.
func sentimentWords(text string) []string {
	var words []string
	for _, w := range strings.FieldsFunc(text, IsSpace) {
		if utf8.RuneCountInString(w) > 1 {
			words = append(words, bareWord(w))
		}
	}
	return words
}

// marks are what is taken off a word as a whole.
var marks = []string{".", "!", "?", ",", ";", ":", "-", "'", "\"", "!!", "!!!", "??", "???", "?!?", "!?!", "?!?!", "!?!?"}

// bareWord returns a word without the punctuation at one end, where nothing is
// left but two letters or more: contractions and emoticons stay.
func bareWord(w string) string {
	bare := strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f && !isAlphanumeric(r) {
			return -1
		}
		return r
	}, w)
	if utf8.RuneCountInString(bare) < 2 {
		return w
	}
	before, isSuffix := strings.CutSuffix(w, bare)
	after, isPrefix := strings.CutPrefix(w, bare)
	if isSuffix && slices.Contains(marks, before) || isPrefix && slices.Contains(marks, after) {
		return bare
	}
	return w
}

func isAlphanumeric(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// valences returns what each word is worth where it stands. A word that comes
// again stands where it came first.
func (s *Sentiment) valences(words []string) []float64 {
	c := sentimentContext{Sentiment: s, words: words, lower: make([]string, len(words))}
	upper := 0
	for i, w := range words {
		c.lower[i] = Lower(w)
		if isUpper(w) {
			upper++
		}
	}
	c.shouted = upper > 0 && upper < len(words)
	valences := make([]float64, len(words))
	for i, w := range words {
		valences[i] = c.valence(slices.Index(words, w))
	}
	if but := slices.Index(c.lower, "but"); but >= 0 {
		for i := range valences {
			switch {
			case i < but:
				valences[i] *= 0.5
			case i > but:
				valences[i] *= 1.5
			}
		}
	}
	return valences
}

// isUpper is Python's str.isupper: there is a cased letter, and none in lower
// case.
func isUpper(s string) bool {
	some := false
	for _, r := range s {
		if unicode.IsLower(r) || unicode.IsTitle(r) {
			return false
		}
		some = some || unicode.IsUpper(r)
	}
	return some
}

// A sentimentContext is a text in which words are weighed.
type sentimentContext struct {
	*Sentiment
	words, lower []string
	shouted      bool // whether some words, but not all, are in capitals
}

// valence weighs word i.
func (c *sentimentContext) valence(i int) float64 {
	word := c.lower[i]
	if _, booster := boosters[word]; booster || word == "kind" && i+1 < len(c.lower) && c.lower[i+1] == "of" {
		return 0
	}
	v, known := c.worth[word]
	if !known {
		return 0
	}
	if isUpper(c.words[i]) && c.shouted {
		v += math.Copysign(capitals, positive(v))
	}
	for back := 1; back <= 3 && back <= i; back++ {
		if _, known := c.worth[c.lower[i-back]]; known {
			continue
		}
		v += float64(c.boost(i-back, v) * []float64{1, 0.95, 0.9}[back-1])
		v = c.negate(v, i, back)
		if back == 3 {
			v = c.idiom(v, i)
		}
	}
	return c.least(v, i)
}

// positive makes 0 negative, as VADER's comparisons do.
func positive(v float64) float64 {
	if v > 0 {
		return 1
	}
	return -1
}

// boost returns what word i adds to one that is worth v.
func (c *sentimentContext) boost(i int, v float64) float64 {
	b, ok := boosters[c.lower[i]]
	if !ok {
		return 0
	}
	if v < 0 {
		b = -b
	}
	if isUpper(c.words[i]) && c.shouted {
		b += math.Copysign(capitals, positive(v))
	}
	return b
}

// negate applies the word that stands so far before word i. "Never so" and
// "never this" stress what follows.
func (c *sentimentContext) negate(v float64, i, back int) float64 {
	stress := func(i int) bool { return c.words[i] == "so" || c.words[i] == "this" }
	switch {
	case back == 2 && c.words[i-2] == "never" && stress(i-1):
		return v * 1.5
	case back == 3 && (c.words[i-3] == "never" && stress(i-2) || stress(i-1)):
		return v * 1.25
	case slices.Contains(negations, c.lower[i-back]) || strings.Contains(c.lower[i-back], "n't"):
		return v * negation
	}
	return v
}

// idiom looks for one among the three words before word i and the two behind it,
// and for "kind of" and its like before it.
func (c *sentimentContext) idiom(v float64, i int) float64 {
	phrase := func(from, to int) string { return strings.Join(c.words[from:to+1], " ") }
	for _, p := range []string{phrase(i-1, i), phrase(i-2, i), phrase(i-2, i-1), phrase(i-3, i-1), phrase(i-3, i-2)} {
		if worth, ok := idioms[p]; ok {
			v = worth
			break
		}
	}
	for to := i + 1; to <= min(i+2, len(c.words)-1); to++ {
		if worth, ok := idioms[phrase(i, to)]; ok {
			v = worth
		}
	}
	_, far := boosters[phrase(i-3, i-2)]
	_, near := boosters[phrase(i-2, i-1)]
	if far || near {
		v -= boost
	}
	return v
}

// least applies "least" before word i, but for "at least" and "very least".
func (c *sentimentContext) least(v float64, i int) float64 {
	if i == 0 || c.lower[i-1] != "least" {
		return v
	}
	if _, known := c.worth["least"]; known || i > 1 && (c.lower[i-2] == "at" || c.lower[i-2] == "very") {
		return v
	}
	return v * negation
}

// punctuationEmphasis is what exclamation and question marks add to a text.
func punctuationEmphasis(text string) float64 {
	emphasis := float64(min(strings.Count(text, "!"), 4)) * exclamation
	switch n := strings.Count(text, "?"); {
	case n > 3:
		return emphasis + manyQuestion
	case n > 1:
		return emphasis + float64(float64(n)*question)
	}
	return emphasis
}
