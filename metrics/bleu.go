package metrics

import (
	"html"
	"regexp"
	"strings"
)

// bleuOrder is the longest n-gram that BLEU counts.
const bleuOrder = 4

// BLEUStats are the sufficient statistics of BLEU (Papineni et al. 2002) for
// one segment, or summed over a corpus.
type BLEUStats struct {
	Matches, Totals [bleuOrder]int // clipped matches and n-grams, by order
	Hyp, Ref        int            // lengths in tokens; Ref is the closest reference's
}

// SentenceBLEUStats tokenises a hypothesis and its references as sacreBLEU's
// 13a does, keeping case, and counts. White space at their ends goes first, so
// that a dash before a last newline stays.
func SentenceBLEUStats(hyp string, refs []string) BLEUStats {
	h := bleuTokens(hyp)
	s := BLEUStats{Hyp: len(h), Ref: -1}
	counts := ngrams(h, bleuOrder)
	clip := make(map[string]int)
	for _, ref := range refs {
		r := bleuTokens(ref)
		if s.Ref < 0 || closer(len(r), s.Ref, len(h)) {
			s.Ref = len(r)
		}
		for gram, n := range ngrams(r, bleuOrder) {
			clip[gram] = max(clip[gram], n)
		}
	}
	s.Ref = max(s.Ref, 0)
	for gram, n := range counts {
		s.Matches[strings.Count(gram, gramSeparator)] += min(n, clip[gram])
	}
	for n := range s.Totals {
		s.Totals[n] = max(len(h)-n, 0)
	}
	return s
}

func bleuTokens(s string) []string { return Tokenize13a(strings.TrimRightFunc(s, IsSpace)) }

// closer reports whether length a is closer to want than b is; of two equally
// close the shorter.
func closer(a, b, want int) bool {
	da, db := absInt(a-want), absInt(b-want)
	return da < db || da == db && a < b
}

func absInt(x int) int { return max(x, -x) }

// Add sums the statistics of two sets of segments.
func (s BLEUStats) Add(o BLEUStats) BLEUStats {
	for n := range s.Matches {
		s.Matches[n] += o.Matches[n]
		s.Totals[n] += o.Totals[n]
	}
	s.Hyp += o.Hyp
	s.Ref += o.Ref
	return s
}

// Score returns corpus BLEU from 0 to 100 with sacreBLEU's default smoothing:
// the k-th order without a match counts as 1/2**k matches. It is 0 where no
// single word matches or the hypotheses are too short for an order.
func (s BLEUStats) Score() float64 {
	if s.Matches[0] == 0 {
		return 0
	}
	sum, smooth := 0.0, 1.0
	for n := range s.Matches {
		if s.Totals[n] == 0 {
			return 0
		}
		matches := float64(s.Matches[n])
		if s.Matches[n] == 0 {
			smooth *= 2
			matches = 1 / smooth
		}
		sum += log(float64(100*matches) / float64(s.Totals[n]))
	}
	score := exp(sum / bleuOrder)
	if s.Hyp < s.Ref {
		score *= exp(1 - float64(s.Ref)/float64(s.Hyp))
	}
	return min(score, 100)
}

// BLEU returns corpus BLEU from 0 to 100; refs[i] are the references of
// hyps[i].
func BLEU(hyps []string, refs [][]string) float64 {
	var all BLEUStats
	for i := range hyps {
		all = all.Add(SentenceBLEUStats(hyps[i], refs[i]))
	}
	return all.Score()
}

// gramSeparator joins the tokens of an n-gram; no token contains it.
const gramSeparator = "\x00"

// ngrams counts the n-grams of orders 1 to most.
func ngrams(tokens []string, most int) map[string]int {
	grams := make(map[string]int)
	for i := range tokens {
		for n := 1; n <= most && i+n <= len(tokens); n++ {
			grams[strings.Join(tokens[i:i+n], gramSeparator)]++
		}
	}
	return grams
}

var (
	bleuSymbols     = regexp.MustCompile("([\\{-\\~\\[-\\` -\\&\\(-\\+\\:-\\@\\/])")
	bleuPointAfter  = regexp.MustCompile(`([^0-9])([\.,])`)
	bleuPointBefore = regexp.MustCompile(`([\.,])([^0-9])`)
	bleuDash        = regexp.MustCompile(`([0-9])(-)`)
)

// Tokenize13a splits text as the tokenizer "13a" of sacreBLEU (mteval-v13a)
// does: ASCII punctuation is isolated, except points and commas between
// digits, apostrophes, and dashes not after a digit.
func Tokenize13a(s string) []string {
	s = strings.ReplaceAll(s, "<skipped>", "")
	s = strings.ReplaceAll(s, "-\n", "")
	s = strings.ReplaceAll(s, "\n", " ")
	if strings.Contains(s, "&") {
		for _, entity := range []string{"&quot;", "&amp;", "&lt;", "&gt;"} {
			s = strings.ReplaceAll(s, entity, html.UnescapeString(entity))
		}
	}
	s = bleuSymbols.ReplaceAllString(" "+s+" ", " $1 ")
	s = bleuPointAfter.ReplaceAllString(s, "$1 $2 ")
	s = bleuPointBefore.ReplaceAllString(s, " $1 $2")
	s = bleuDash.ReplaceAllString(s, "$1 $2 ")
	return strings.FieldsFunc(s, IsSpace)
}
