package token

import "math/bits"

// A pair is two neighbouring tokens, the left one in the upper half: pairs
// compare as (left, right).
type pair uint64

func pairOf(left, right int32) pair {
	return pair(uint32(left))<<32 | pair(uint32(right))
}

func (p pair) split() (left, right int32) {
	return int32(p >> 32), int32(uint32(p))
}

// A pairTable maps pairs to numbers: open addressing with linear probing, no
// more than half full. Nothing is ever removed. Key 0 marks a free slot; it
// would be a pair of special tokens, which cannot occur.
type pairTable struct {
	keys   []pair
	values []int32
	used   int
	shift  uint
}

// newPairTable returns a table with room for n pairs before it grows.
func newPairTable(n int) pairTable {
	log := bits.Len(uint(2*n + 15))
	return pairTable{keys: make([]pair, 1<<log), values: make([]int32, 1<<log), shift: uint(64 - log)}
}

// find returns the slot of p, or the free slot where it belongs.
func (t *pairTable) find(p pair) (slot int, found bool) {
	slot = int(uint64(p) * 0x9e3779b97f4a7c15 >> t.shift) // Fibonacci hashing
	for t.keys[slot] != p {
		if t.keys[slot] == 0 {
			return slot, false
		}
		slot = (slot + 1) & (len(t.keys) - 1)
	}
	return slot, true
}

// put fills the free slot that find returned for p.
func (t *pairTable) put(slot int, p pair, value int32) {
	t.keys[slot], t.values[slot] = p, value
	if t.used++; 2*t.used <= len(t.keys) {
		return
	}
	old := *t
	*t = newPairTable(len(old.keys))
	t.used = old.used
	for i, p := range old.keys {
		if p != 0 {
			slot, _ := t.find(p)
			t.keys[slot], t.values[slot] = p, old.values[i]
		}
	}
}
