package token

import (
	"fmt"
	"hash/maphash"
	"slices"
)

// Ids of the special tokens and of byte 0. They are the same in every
// vocabulary.
const (
	bos int32 = iota
	eos
	pad
	mask
	firstByte
	firstMerge = firstByte + 256
)

var specials = [firstByte]string{"<s>", "</s>", "<pad>", "<mask>"}

// MinVocabSize is the number of tokens of a vocabulary without merges.
const MinVocabSize = int(firstMerge)

// A BPE is a vocabulary. It does not change once made, and any number of
// goroutines may use it at once.
type BPE struct {
	merges [][2]int32
	pieces []string // by id; a special token's is its name
	ranks  pairTable
	seed   maphash.Seed
	cache  []cacheSlot
}

// New returns the vocabulary with the given merges: the i-th joins two tokens
// into token MinVocabSize+i. It fails if a merge names a special token or one
// that is not made yet, repeats a pair, or gives a token longer than a word
// can be.
func New(merges [][2]int32) (*BPE, error) {
	b := &BPE{
		merges: slices.Clone(merges),
		pieces: make([]string, firstMerge, int(firstMerge)+len(merges)),
		ranks:  newPairTable(len(merges)),
		seed:   maphash.MakeSeed(),
		cache:  make([]cacheSlot, cacheSlots),
	}
	copy(b.pieces, specials[:])
	for i := range 256 {
		b.pieces[int(firstByte)+i] = string([]byte{byte(i)})
	}
	for i, m := range merges {
		if err := b.add(m); err != nil {
			return nil, fmt.Errorf("merge %d of %d: %w", i, len(merges), err)
		}
	}
	return b, nil
}

func (b *BPE) add(m [2]int32) error {
	id := int32(len(b.pieces))
	for _, part := range m {
		if part < firstByte || part >= id {
			return fmt.Errorf("joins token %d, want a token from %d to %d", part, firstByte, id-1)
		}
	}
	if n := len(b.pieces[m[0]]) + len(b.pieces[m[1]]); n > maxWord {
		return fmt.Errorf("gives a token of %d bytes, want at most %d", n, maxWord)
	}
	slot, found := b.ranks.find(pairOf(m[0], m[1]))
	if found {
		return fmt.Errorf("joins tokens %d and %d, as token %d does", m[0], m[1], b.ranks.values[slot])
	}
	b.ranks.put(slot, pairOf(m[0], m[1]), id)
	b.pieces = append(b.pieces, b.pieces[m[0]]+b.pieces[m[1]])
	return nil
}

// VocabSize is the number of tokens; ids run from 0 to VocabSize()-1.
func (b *BPE) VocabSize() int { return len(b.pieces) }

// Merges returns a copy of the merges, in order.
func (b *BPE) Merges() [][2]int32 { return slices.Clone(b.merges) }

// BOS is the id of <s>, which begins a document.
func (b *BPE) BOS() int32 { return bos }

// EOS is the id of </s>, which ends a document.
func (b *BPE) EOS() int32 { return eos }

// Pad is the id of <pad>, which fills the end of a batch row.
func (b *BPE) Pad() int32 { return pad }

// Mask is the id of <mask>, which hides a token from a masked model.
func (b *BPE) Mask() int32 { return mask }

// Piece returns the bytes of a token, or the name of a special token. It
// panics if there is no such id.
func (b *BPE) Piece(id int32) []byte { return []byte(b.pieces[id]) }

// Decode returns the bytes of the tokens, which need not be UTF-8: a model may
// stop within a character. Special tokens give no bytes. It panics on an id
// outside the vocabulary.
func (b *BPE) Decode(ids []int32) []byte {
	var out []byte
	for _, id := range ids {
		if piece := b.pieces[id]; id >= firstByte {
			out = append(out, piece...)
		}
	}
	return out
}
