package metrics

import (
	"slices"
	"strings"
)

// A RougeScore is one ROUGE measure as precision, recall and F1, from 0 to 1.
type RougeScore struct{ P, R, F float64 }

// Rouge holds the measures that summaries are judged by (Lin 2004): overlap
// of words and of pairs of words, and longest common subsequence over the
// whole text and over its lines.
type Rouge struct{ R1, R2, L, Lsum RougeScore }

// ROUGE compares a prediction with its reference as the rouge_score package
// does: lower case, every character outside a-z and 0-9 a space, and, with
// stem, Porter's stemmer on words longer than three characters. Text in other
// scripts has no words in this measure.
func ROUGE(reference, prediction string, stem bool) Rouge {
	ref, pred := rougeTokens(reference, stem), rougeTokens(prediction, stem)
	lcs := len(commonSubsequence(ref, pred))
	return Rouge{
		R1:   rougeN(ref, pred, 1),
		R2:   rougeN(ref, pred, 2),
		L:    rougeScore(lcs, len(pred), len(ref)),
		Lsum: rougeLsum(reference, prediction, stem),
	}
}

func rougeTokens(s string, stem bool) []string {
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, Lower(s))
	words := strings.Fields(s)
	if stem {
		for i, w := range words {
			if len(w) > 3 {
				words[i] = PorterStem(w)
			}
		}
	}
	return words
}

func rougeScore(match, predicted, referenced int) RougeScore {
	s := RougeScore{P: ratio(match, predicted), R: ratio(match, referenced)}
	if s.P+s.R > 0 {
		s.F = float64(2*float64(s.P*s.R)) / (s.P + s.R)
	}
	return s
}

func rougeN(ref, pred []string, n int) RougeScore {
	refGrams, predGrams := gramsOf(ref, n), gramsOf(pred, n)
	match := 0
	for gram, c := range predGrams {
		match += min(c, refGrams[gram])
	}
	return rougeScore(match, max(len(pred)-n+1, 0), max(len(ref)-n+1, 0))
}

func gramsOf(words []string, n int) map[string]int {
	grams := make(map[string]int)
	for i := 0; i+n <= len(words); i++ {
		grams[strings.Join(words[i:i+n], gramSeparator)]++
	}
	return grams
}

// commonSubsequence returns the positions in a of a longest subsequence common
// to a and b. Walking back it prefers, like the reference implementation, to
// step up in b only where that is strictly better.
func commonSubsequence(a, b []string) []int {
	width := len(b) + 1
	length := make([]int, (len(a)+1)*width)
	for i := range a {
		for j := range b {
			at := (i+1)*width + j + 1
			if a[i] == b[j] {
				length[at] = length[at-width-1] + 1
			} else {
				length[at] = max(length[at-width], length[at-1])
			}
		}
	}
	var positions []int
	for i, j := len(a), len(b); i > 0 && j > 0; {
		switch at := i*width + j; {
		case a[i-1] == b[j-1]:
			positions = append(positions, i-1)
			i, j = i-1, j-1
		case length[at-1] > length[at-width]:
			j--
		default:
			i--
		}
	}
	slices.Reverse(positions)
	return positions
}

// rougeLsum takes lines as sentences. The union of the subsequences that a
// reference sentence shares with each predicted one counts, every word at
// most as often as it occurs on either side.
func rougeLsum(reference, prediction string, stem bool) RougeScore {
	refs, preds := sentences(reference, stem), sentences(prediction, stem)
	refLeft, refTotal := bagOf(refs)
	predLeft, predTotal := bagOf(preds)
	match := 0
	for _, ref := range refs {
		union := make([]bool, len(ref))
		for _, pred := range preds {
			for _, i := range commonSubsequence(ref, pred) {
				union[i] = true
			}
		}
		for i, word := range ref {
			if union[i] && refLeft[word] > 0 && predLeft[word] > 0 {
				refLeft[word]--
				predLeft[word]--
				match++
			}
		}
	}
	return rougeScore(match, predTotal, refTotal)
}

func sentences(s string, stem bool) [][]string {
	var all [][]string
	for line := range strings.Lines(s) {
		if words := rougeTokens(line, stem); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

func bagOf(sentences [][]string) (bag map[string]int, total int) {
	bag = make(map[string]int)
	for _, s := range sentences {
		for _, w := range s {
			bag[w]++
			total++
		}
	}
	return bag, total
}
