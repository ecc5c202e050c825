package metrics

import "strings"

// chrFOrder is the longest character n-gram that chrF counts, and chrFBeta
// how much recall weighs against precision (Popović 2015, chrF2).
const (
	chrFOrder = 6
	chrFBeta  = 2
)

// ChrFStats are the sufficient statistics of chrF for one segment, or summed
// over a corpus: n-grams of the hypothesis, of the reference, and common to
// both, by order.
type ChrFStats struct {
	Hyp, Ref, Match [chrFOrder]int
}

// SentenceChrFStats counts character n-grams with all white space removed. Of
// several references the one with the best score counts.
func SentenceChrFStats(hyp string, refs []string) ChrFStats {
	h := characterGrams(hyp)
	var best ChrFStats
	for i, ref := range refs {
		if s := matchGrams(h, characterGrams(ref)); i == 0 || s.Score() > best.Score() {
			best = s
		}
	}
	return best
}

// characterGrams counts character n-grams, by order.
func characterGrams(s string) [chrFOrder]map[string]int {
	text := []rune(strings.Map(func(r rune) rune {
		if IsSpace(r) {
			return -1
		}
		return r
	}, s))
	var grams [chrFOrder]map[string]int
	for n := range grams {
		grams[n] = make(map[string]int)
		for i := 0; i+n < len(text); i++ {
			grams[n][string(text[i:i+n+1])]++
		}
	}
	return grams
}

// matchGrams counts, in the orders in which the reference has n-grams: as in
// sacreBLEU, those of a longer hypothesis count for nothing in the others.
func matchGrams(hyp, ref [chrFOrder]map[string]int) ChrFStats {
	var s ChrFStats
	for n := range hyp {
		if len(ref[n]) == 0 {
			continue
		}
		for gram, c := range hyp[n] {
			s.Hyp[n] += c
			s.Match[n] += min(c, ref[n][gram])
		}
		for _, c := range ref[n] {
			s.Ref[n] += c
		}
	}
	return s
}

// Add sums the statistics of two sets of segments.
func (s ChrFStats) Add(o ChrFStats) ChrFStats {
	for n := range s.Hyp {
		s.Hyp[n] += o.Hyp[n]
		s.Ref[n] += o.Ref[n]
		s.Match[n] += o.Match[n]
	}
	return s
}

// Score returns chrF2 from 0 to 100, as sacreBLEU does: precision and recall
// are averaged over the orders that both sides have.
func (s ChrFStats) Score() float64 {
	var precision, recall float64
	orders := 0
	for n := range s.Hyp {
		if s.Hyp[n] > 0 && s.Ref[n] > 0 {
			precision += ratio(s.Match[n], s.Hyp[n])
			recall += ratio(s.Match[n], s.Ref[n])
			orders++
		}
	}
	if precision+recall == 0 {
		return 0
	}
	precision, recall = precision/float64(orders), recall/float64(orders)
	// In sacreBLEU's order of operations, so that references whose scores are
	// equal stay so.
	const beta2 = chrFBeta * chrFBeta
	f := float64((1+beta2)*precision) * recall / (float64(beta2*precision) + recall)
	return float64(100 * f)
}

// ChrF returns corpus chrF2 from 0 to 100; refs[i] are the references of
// hyps[i].
func ChrF(hyps []string, refs [][]string) float64 {
	var all ChrFStats
	for i := range hyps {
		all = all.Add(SentenceChrFStats(hyps[i], refs[i]))
	}
	return all.Score()
}
