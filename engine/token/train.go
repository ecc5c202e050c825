package token

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// TrainOptions say how large a vocabulary to learn.
type TrainOptions struct {
	// VocabSize is the number of tokens wanted: the special tokens, the 256
	// bytes and the merges.
	VocabSize int
	// MinCount is how often a pair must occur to be merged; 0 means 2. A
	// corpus without enough such pairs gives a smaller vocabulary.
	MinCount int64
	// Stop, if set, is asked at each document and each merge. Training ends with
	// the error that it returns.
	Stop func() error
}

// Train learns a vocabulary from documents: it joins the most frequent pair of
// neighbouring tokens, again and again (Sennrich et al. 2016, algorithm 1). Of
// equally frequent pairs it takes the one with the lowest ids, left before
// right, so the result depends on the documents alone, and not on their order.
//
// Equal words are counted once, and a merge only visits the words that hold
// its pair.
func Train(docs iter.Seq[string], o TrainOptions) (*BPE, error) {
	if o.VocabSize < MinVocabSize || o.VocabSize > math.MaxInt32 {
		return nil, fmt.Errorf("vocabulary of %d tokens: want at least %d (the special tokens and the bytes), at most %d",
			o.VocabSize, MinVocabSize, math.MaxInt32)
	}
	if o.MinCount == 0 {
		o.MinCount = 2
	}
	if o.Stop == nil {
		o.Stop = func() error { return nil }
	}
	words, err := countWords(docs, o.Stop)
	if err != nil {
		return nil, err
	}
	t := newTrainer(words)
	var merges [][2]int32
	for len(merges) < o.VocabSize-MinVocabSize {
		if err := o.Stop(); err != nil {
			return nil, err
		}
		p, count := t.pop()
		if count < o.MinCount {
			break
		}
		left, right := t.pairs[p].pair.split()
		t.merge(p, firstMerge+int32(len(merges)))
		merges = append(merges, [2]int32{left, right})
	}
	return New(merges)
}

// A word of the corpus: its tokens so far, and how often it occurs.
type word struct {
	ids   []int32
	count int64
}

// countWords returns the distinct words of more than one byte, in order of
// appearance.
func countWords(docs iter.Seq[string], stop func() error) ([]word, error) {
	index := make(map[string]int32)
	var words []word
	for text := range docs {
		if err := stop(); err != nil {
			return nil, err
		}
		for text != "" {
			n := wordLen(text)
			if n > 1 {
				i, seen := index[text[:n]]
				if !seen {
					i = int32(len(words))
					index[strings.Clone(text[:n])] = i // do not keep the document alive
					words = append(words, word{ids: bytesOf(text[:n])})
				}
				words[i].count++
			}
			text = text[n:]
		}
	}
	return words, nil
}

func bytesOf(s string) []int32 {
	ids := make([]int32, len(s))
	for i := range ids {
		ids[i] = firstByte + int32(s[i])
	}
	return ids
}

// A pairCount is how often a pair occurs in the corpus, and in which words. A
// word stays listed after its last such pair was merged away.
type pairCount struct {
	pair  pair
	count int64
	words []int32
}

// A trainer holds the corpus in the making. A pair is named by its index in
// pairs.
type trainer struct {
	words []word
	pairs []pairCount
	index pairTable
	queue []queued // a heap
}

// A queued pair has the count that it had when queued. Counts only fall after
// that: a pair can only gain in the very merge that makes one of its tokens.
type queued struct {
	count int64
	pair  pair
	at    int32
}

func (a queued) before(b queued) bool {
	return a.count > b.count || a.count == b.count && a.pair < b.pair
}

func newTrainer(words []word) *trainer {
	t := &trainer{words: words, index: newPairTable(1 << 12)}
	for w := range words {
		ids := words[w].ids
		for i := range len(ids) - 1 {
			t.gain(pairOf(ids[i], ids[i+1]), int32(w))
		}
	}
	t.enqueue(0)
	return t
}

// gain counts a new occurrence of p in word w.
func (t *trainer) gain(p pair, w int32) {
	slot, found := t.index.find(p)
	if !found {
		t.index.put(slot, p, int32(len(t.pairs)))
		t.pairs = append(t.pairs, pairCount{pair: p, count: t.words[w].count, words: []int32{w}})
		return
	}
	c := &t.pairs[t.index.values[slot]]
	c.count += t.words[w].count
	if c.words[len(c.words)-1] != w { // words are visited in order, so w could only be last
		c.words = append(c.words, w)
	}
}

// lose takes back an occurrence of p, which word w had.
func (t *trainer) lose(p pair, w int32) {
	slot, _ := t.index.find(p)
	t.pairs[t.index.values[slot]].count -= t.words[w].count
}

// merge replaces the pair at index p by token id in every word.
func (t *trainer) merge(p, id int32) {
	merged := t.pairs[p]
	left, right := merged.pair.split()
	known := len(t.pairs)
	for _, w := range merged.words {
		t.mergeWord(w, left, right, id)
	}
	t.pairs[p] = pairCount{pair: merged.pair}
	t.enqueue(known)
}

func (t *trainer) mergeWord(w, left, right, id int32) {
	ids := t.words[w].ids
	n := 0 // ids[:n] is done, ids[i:] is not
	for i := 0; i < len(ids); i++ {
		if ids[i] != left || i+1 == len(ids) || ids[i+1] != right {
			ids[n] = ids[i]
			n++
			continue
		}
		if n > 0 {
			t.lose(pairOf(ids[n-1], left), w)
			t.gain(pairOf(ids[n-1], id), w)
		}
		if i+2 < len(ids) {
			t.lose(pairOf(right, ids[i+2]), w)
			t.gain(pairOf(id, ids[i+2]), w)
		}
		ids[n] = id
		n++
		i++
	}
	t.words[w].ids = ids[:n]
}

// enqueue puts the pairs from index first on into the queue.
func (t *trainer) enqueue(first int) {
	for at := first; at < len(t.pairs); at++ {
		if c := &t.pairs[at]; c.count > 0 {
			t.queue = append(t.queue, queued{c.count, c.pair, int32(at)})
			t.up(len(t.queue) - 1)
		}
	}
}

// pop takes the most frequent pair from the queue. Without one, count is 0.
func (t *trainer) pop() (at int32, count int64) {
	for len(t.queue) > 0 {
		top := t.queue[0]
		now := t.pairs[top.at].count
		if now == top.count {
			t.drop()
			return top.at, now
		}
		if now == 0 {
			t.drop()
			continue
		}
		t.queue[0].count = now // it has fallen since: back into its place
		t.down(0)
	}
	return 0, 0
}

func (t *trainer) drop() {
	last := len(t.queue) - 1
	t.queue[0] = t.queue[last]
	t.queue = slices.Delete(t.queue, last, last+1)
	t.down(0)
}

func (t *trainer) up(i int) {
	q := t.queue
	for i > 0 && q[i].before(q[(i-1)/2]) {
		q[i], q[(i-1)/2] = q[(i-1)/2], q[i]
		i = (i - 1) / 2
	}
}

func (t *trainer) down(i int) {
	q := t.queue
	for {
		child := 2*i + 1
		if child >= len(q) {
			return
		}
		if child+1 < len(q) && q[child+1].before(q[child]) {
			child++
		}
		if !q[child].before(q[i]) {
			return
		}
		q[i], q[child] = q[child], q[i]
		i = child
	}
}
