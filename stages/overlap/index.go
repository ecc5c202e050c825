package overlap

import (
	"fmt"
	"math"
	"slices"
	"sort"
)

// gap stands between documents. Tokens are kept as their number plus one.
const gap = 0

// An Index is a corpus in which spans are looked up.
type Index struct {
	tokens []int32
	order  []int32 // suffix array of tokens
	starts []int32 // of documents in tokens
}

// NewIndex indexes documents of tokens, which are 0 or more. It fails where
// there are 2³¹ or more of them.
func NewIndex(documents [][]int32) (*Index, error) {
	total := 0
	for _, d := range documents {
		total += len(d) + 1
	}
	if total > math.MaxInt32 {
		return nil, fmt.Errorf("the corpus has %d tokens, and an index holds %d", total, math.MaxInt32)
	}
	x := &Index{tokens: make([]int32, 0, total), starts: make([]int32, len(documents))}
	most := int32(gap)
	for i, d := range documents {
		x.starts[i] = int32(len(x.tokens))
		for _, t := range d {
			x.tokens = append(x.tokens, t+1)
			most = max(most, t+1)
		}
		x.tokens = append(x.tokens, gap)
	}
	x.order = sortSuffixes(x.tokens, most)
	return x, nil
}

// Tokens returns how many tokens the corpus has.
func (x *Index) Tokens() int { return len(x.tokens) - len(x.starts) }

// document returns which document a position of tokens lies in, and where.
func (x *Index) document(at int32) (document, offset int) {
	i, found := slices.BinarySearch(x.starts, at)
	if !found {
		i--
	}
	return i, int(at - x.starts[i])
}

// A block is a range of the order: suffixes that begin alike.
type block struct{ lo, hi int }

func (b block) size() int { return b.hi - b.lo }

// at returns the token of suffix i of the order at a depth. No suffix of a block
// is read beyond the gap that ends its document, where the depth stays within
// what the block has in common and one more.
func (x *Index) at(i, depth int) int32 {
	if p := int(x.order[i]) + depth; p < len(x.tokens) {
		return x.tokens[p]
	}
	return gap
}

// narrow returns the suffixes of a block that go on with a token at a depth up
// to which all are alike.
func (x *Index) narrow(b block, depth int, token int32) block {
	lo := b.lo + sort.Search(b.size(), func(i int) bool { return x.at(b.lo+i, depth) >= token })
	return block{lo, x.end(block{lo, b.hi}, depth, token)}
}

// end returns where the suffixes of a block stop going on with a token with
// which the first may. It looks near the beginning first: most blocks are short.
func (x *Index) end(b block, depth int, token int32) int {
	lo, step := b.lo, 1
	for lo+step < b.hi && x.at(lo+step, depth) <= token {
		lo, step = lo+step, 2*step
	}
	hi := min(lo+step, b.hi)
	return lo + sort.Search(hi-lo, func(i int) bool { return x.at(lo+i, depth) > token })
}
