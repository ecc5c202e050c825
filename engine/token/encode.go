package token

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// cacheSlots is the size of the cache of encoded words: a power of two, some
// times the number of words that make up most of a text.
const cacheSlots = 1 << 15

// A cacheSlot holds the word last encoded among those that hash to it, and is
// read and replaced whole. A lost race costs time, never a wrong id.
type cacheSlot struct{ atomic.Pointer[cachedWord] }

type cachedWord struct {
	word string
	ids  []int32
}

// Encode appends the ids of text to dst and returns the extended slice. Any
// bytes can be encoded, UTF-8 or not, and Decode gives them back. No special
// token comes out: text that spells "</s>" is text.
func (b *BPE) Encode(dst []int32, text string) []int32 {
	for text != "" {
		n := wordLen(text)
		dst = b.appendWord(dst, text[:n])
		text = text[n:]
	}
	return dst
}

func (b *BPE) appendWord(dst []int32, word string) []int32 {
	if len(word) == 1 {
		return append(dst, firstByte+int32(word[0]))
	}
	slot := &b.cache[maphash.String(b.seed, word)%cacheSlots]
	hit := slot.Load()
	if hit == nil || hit.word != word {
		var ids [maxWord]int32
		hit = &cachedWord{word: strings.Clone(word), ids: append([]int32(nil), b.merge(&ids, word)...)}
		slot.Store(hit)
	}
	return append(dst, hit.ids...)
}

// merge encodes a word into ids and returns the part in use. It joins the pair
// with the earliest merge, leftmost first, until no pair has one. Each step
// costs O(len(word)), which maxWord bounds.
func (b *BPE) merge(ids *[maxWord]int32, word string) []int32 {
	var joined [maxWord]int32 // joined[i] is the token that ids[i] and ids[i+1] make, or none
	n := len(word)
	for i := range n {
		ids[i] = firstByte + int32(word[i])
	}
	for i := range n - 1 {
		joined[i] = b.join(ids[i], ids[i+1])
	}
	for {
		best, at := none, 0
		for i, id := range joined[:n-1] {
			if id < best {
				best, at = id, i
			}
		}
		if best == none {
			return ids[:n]
		}
		copy(ids[at+1:], ids[at+2:n])
		copy(joined[at:], joined[at+1:n-1])
		n--
		ids[at] = best
		if at > 0 {
			joined[at-1] = b.join(ids[at-1], best)
		}
		if at < n-1 {
			joined[at] = b.join(best, ids[at+1])
		}
	}
}

// none is larger than any id, so that the smallest of some joins is the
// earliest merge.
const none int32 = 1<<31 - 1

// join returns the token that two tokens merge into, or none.
func (b *BPE) join(left, right int32) int32 {
	if slot, found := b.ranks.find(pairOf(left, right)); found {
		return b.ranks.values[slot]
	}
	return none
}
