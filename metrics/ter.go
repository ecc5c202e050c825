package metrics

import (
	"math"
	"slices"
	"strings"
)

// TERStats are the sufficient statistics of the translation edit rate (Snover et
// al. 2006) for one segment, or summed over a corpus.
type TERStats struct {
	Edits int     // to the reference that takes the fewest
	Ref   float64 // length in words, the mean of all references
}

// SentenceTERStats counts what sacreBLEU 2.6 does by default, after tercom: words
// of lower-case text, inserted, deleted, replaced, or shifted in blocks, each
// block at the price of one word. Which blocks are shifted is found greedily,
// within tercom's limits.
func SentenceTERStats(hyp string, refs []string) TERStats {
	h := terTokens(hyp)
	var s TERStats
	for i, ref := range refs {
		r := terTokens(ref)
		if edits := translationEdits(h, r); i == 0 || edits < s.Edits {
			s.Edits = edits
		}
		s.Ref += float64(len(r))
	}
	s.Ref /= float64(max(len(refs), 1))
	return s
}

func terTokens(s string) []string { return strings.FieldsFunc(Lower(s), IsSpace) }

// Add sums the statistics of two sets of segments.
func (s TERStats) Add(o TERStats) TERStats { return TERStats{s.Edits + o.Edits, s.Ref + o.Ref} }

// Score returns edits for each hundred words of the references: 0 is the best, and
// more than 100 possible. Of empty references any text is 100 away.
func (s TERStats) Score() float64 {
	switch {
	case s.Ref > 0:
		return 100 * (float64(s.Edits) / s.Ref)
	case s.Edits > 0:
		return 100
	}
	return 0
}

// TER returns corpus TER; refs[i] are the references of hyps[i].
func TER(hyps []string, refs [][]string) float64 {
	var all TERStats
	for i := range hyps {
		all = all.Add(SentenceTERStats(hyps[i], refs[i]))
	}
	return all.Score()
}

// Limits of the search for shifts: words in a block, how far it moves, and how
// many shifts are tried for a segment.
const (
	terBlock    = 10
	terDistance = 50
	terShifts   = 1000
)

// translationEdits shifts the block that saves the most edits for as long as one
// saves any, and counts the shifts and the edits that remain.
func translationEdits(hyp, ref []string) int {
	if len(ref) == 0 {
		return len(hyp)
	}
	t := &terSearch{ref: ref, distance: newEditDistance(len(hyp), ref)}
	shifts := 0
	for {
		saved, shifted := t.best(hyp)
		if t.tried >= terShifts || saved <= 0 {
			return shifts + t.distance.of(hyp)
		}
		shifts++
		hyp = shifted
	}
}

// A terSearch looks for shifts of a hypothesis towards a reference.
type terSearch struct {
	ref      []string
	distance *editDistance
	tried    int
}

// best returns the hypothesis after its best shift, and how many edits that saves,
// itself not counted. Of equal ones the longest block wins, then the one that
// begins first, then the one that is moved furthest to the front.
func (t *terSearch) best(hyp []string) (saved int, shifted []string) {
	before := t.distance.of(hyp)
	a := t.distance.alignment()
	var best [4]int
	for start := range hyp {
		for at := range t.ref {
			if absInt(at-start) > terDistance {
				continue
			}
			for n := 1; n <= terBlock && start+n <= len(hyp) && at+n <= len(t.ref) && hyp[start+n-1] == t.ref[at+n-1]; n++ {
				if !a.worthShifting(start, at, n) {
					continue
				}
				for _, to := range a.targets(at, n) {
					words := shift(hyp, start, n, to)
					t.tried++
					rank := [4]int{before - t.distance.of(words), n, -start, -to}
					if shifted == nil || slices.Compare(rank[:], best[:]) > 0 {
						best, shifted = rank, words
					}
				}
				if t.tried >= terShifts {
					return best[0], shifted
				}
			}
		}
	}
	return best[0], shifted
}

// shift moves n words from start to before the word at to, or, where that is one of
// them, behind as many words more.
func shift(words []string, start, n, to int) []string {
	block, end := words[start:start+n], start+n
	switch {
	case to < start:
		return slices.Concat(words[:to], block, words[to:start], words[end:])
	case to > end:
		return slices.Concat(words[:start], words[end:to], block, words[to:])
	}
	to = min(to+n, len(words))
	return slices.Concat(words[:start], words[end:to], block, words[to:])
}

// An alignment says which edits turn a hypothesis into a reference.
type alignment struct {
	hypWrong, refWrong []bool // words that are part of an edit
	at                 []int  // for each word of the reference, the word of the hypothesis that it stands at, or -1
}

// worthShifting says whether a block of n words that stands in both sides is wrong
// in each, and does not hold the place that it would move to.
func (a *alignment) worthShifting(start, at, n int) bool {
	return slices.Contains(a.hypWrong[start:start+n], true) && slices.Contains(a.refWrong[at:at+n], true) &&
		(a.at[at] < start || a.at[at] >= start+n)
}

// targets returns where in the hypothesis a block may go that stands at a place of
// the reference: before it, and behind each of its words.
func (a *alignment) targets(at, n int) []int {
	var to []int
	for i := at - 1; i < at+n; i++ {
		target := 0
		if i >= 0 {
			target = a.at[i] + 1
		}
		if len(to) == 0 || to[len(to)-1] != target {
			to = append(to, target)
		}
	}
	return to
}

// terBeam is how far from the diagonal edits are looked for.
const terBeam = 25

// Edits, as steps back through the table of distances.
const (
	editNone = iota
	editReplace
	editDelete // a word of the hypothesis
	editInsert // a word of the reference
)

// An editDistance counts edits between hypotheses of one length and a reference,
// near the diagonal of the table. It keeps the rows of the last hypothesis, and
// makes only those anew that the next one does not share.
type editDistance struct {
	ref   []string
	words []string // the last hypothesis, as far as rows are made
	cost  [][]int  // [words of the hypothesis][words of the reference]
	step  [][]byte
}

func newEditDistance(hypWords int, ref []string) *editDistance {
	d := &editDistance{ref: ref, cost: make([][]int, hypWords+1), step: make([][]byte, hypWords+1)}
	for i := range d.cost {
		d.cost[i], d.step[i] = make([]int, len(ref)+1), make([]byte, len(ref)+1)
	}
	for j := range d.cost[0] {
		d.cost[0][j], d.step[0][j] = j, editInsert
	}
	return d
}

// of returns the edits from a hypothesis.
func (d *editDistance) of(hyp []string) int {
	same := 0
	for same < len(d.words) && d.words[same] == hyp[same] {
		same++
	}
	d.words = append(d.words[:same], hyp[same:]...)
	for i := same + 1; i <= len(hyp); i++ {
		d.row(i)
	}
	return d.cost[len(hyp)][len(d.ref)]
}

// row fills in row i. Replacing is preferred to deleting, and that to inserting.
func (d *editDistance) row(i int) {
	const far = math.MaxInt / 2
	ratio := float64(len(d.ref)) / float64(len(d.words))
	beam := terBeam
	if terBeam < ratio/2 {
		beam = int(math.Ceil(ratio/2 + terBeam))
	}
	diagonal := int(math.Floor(float64(i) * ratio))
	low, high := max(0, diagonal-beam), min(len(d.ref)+1, diagonal+beam)
	if i == len(d.words) {
		high = len(d.ref) + 1
	}
	above, cost, step := d.cost[i-1], d.cost[i], d.step[i]
	for j := range cost {
		cost[j] = far
	}
	for j := low; j < high; j++ {
		if j == 0 {
			cost[j], step[j] = above[j]+1, editDelete
			continue
		}
		best, how := above[j-1], byte(editNone)
		if d.words[i-1] != d.ref[j-1] {
			best, how = best+1, editReplace
		}
		if above[j]+1 < best {
			best, how = above[j]+1, editDelete
		}
		if cost[j-1]+1 < best {
			best, how = cost[j-1]+1, editInsert
		}
		cost[j], step[j] = min(best, far), how
	}
}

// alignment walks back through the table of the last hypothesis.
func (d *editDistance) alignment() *alignment {
	i, j := len(d.words), len(d.ref)
	a := &alignment{make([]bool, i), make([]bool, j), make([]int, j)}
	for i > 0 || j > 0 {
		how := d.step[i][j]
		if how != editInsert {
			i--
			a.hypWrong[i] = how != editNone
		}
		if how != editDelete {
			j--
			a.refWrong[j] = how != editNone
			a.at[j] = i
			if how == editInsert {
				a.at[j] = i - 1
			}
		}
	}
	return a
}
