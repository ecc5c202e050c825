package metrics

import (
	"strings"
	"unicode"
)

const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// NormalizeAnswer returns s in lower case without ASCII punctuation, articles
// and surplus space, as SQuAD's evaluation script compares answers (Rajpurkar
// et al. 2016).
func NormalizeAnswer(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && strings.ContainsRune(punctuation, r) {
			return -1
		}
		return r
	}, Lower(s))
	return strings.Join(answerTokens(s), " ")
}

// answerTokens splits lower-case text at white space and drops articles. An
// article next to a character that is no word character, such as a dash
// outside ASCII, counts as a word of its own.
func answerTokens(s string) []string {
	var b strings.Builder
	word := func(w string) {
		if w == "a" || w == "an" || w == "the" {
			w = " "
		}
		b.WriteString(w)
	}
	start := 0
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) || r == '_' {
			continue
		}
		word(s[start:i])
		b.WriteRune(r)
		start = i + len(string(r))
	}
	word(s[start:])
	return strings.FieldsFunc(b.String(), IsSpace)
}

// AnswerExact is 1 where the normalised prediction equals one of the
// normalised gold answers, else 0. No gold answer stands for the empty one.
func AnswerExact(prediction string, golds []string) float64 {
	p := NormalizeAnswer(prediction)
	for _, g := range orEmpty(golds) {
		if NormalizeAnswer(g) == p {
			return 1
		}
	}
	return 0
}

// AnswerF1 returns the largest bag-of-words F1 between the normalised
// prediction and a gold answer. Two empty sides score 1, one empty side 0.
func AnswerF1(prediction string, golds []string) float64 {
	p := strings.Fields(NormalizeAnswer(prediction))
	best := 0.0
	for _, g := range orEmpty(golds) {
		best = max(best, bagF1(p, strings.Fields(NormalizeAnswer(g))))
	}
	return best
}

func orEmpty(golds []string) []string {
	if len(golds) == 0 {
		return []string{""}
	}
	return golds
}

func bagF1(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	bag := make(map[string]int, len(b))
	for _, w := range b {
		bag[w]++
	}
	same := 0
	for _, w := range a {
		if bag[w] > 0 {
			bag[w]--
			same++
		}
	}
	if same == 0 {
		return 0
	}
	precision, recall := ratio(same, len(a)), ratio(same, len(b))
	return float64(2*precision*recall) / (precision + recall)
}
