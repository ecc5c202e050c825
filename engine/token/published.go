package token

import (
	"container/heap"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Rules are what a tokenizer.json says: how text becomes words, and words
// become tokens.
type Rules struct {
	Pieces       []string    // by id, as the file spells them; "" where an id has none
	Merges       [][2]string // the earliest first
	Added        []AddedPiece
	Unknown      string // the piece for what has none; "" leaves it out
	FuseUnknown  bool   // several unknown characters are one token
	ByteFallback bool   // what has no piece is spelled with <0x00> to <0xFF>
	IgnoreMerges bool   // a word that is a piece is not merged
	ByteLevel    bool   // pieces spell bytes with the characters of GPT-2
	SpaceMark    bool   // pieces spell a space as U+2581
	BOS, EOS     int32
	AddsBOS      bool // texts begin with BOS where they come from
	SplitSpecial bool // what spells a special token in a text is text

	Normalize func(text string) string               // nil leaves text as it is
	Split     func(text string, first bool) []string // into words; first is the start of a text; nil leaves it whole
}

// Published is the BPE vocabulary of a model that was made elsewhere, after its
// tokenizer.json. It does not change once made, and any number of goroutines
// may use it at once.
type Published struct {
	rules           Rules
	ids             map[string]int32
	merges          map[pair]merged
	text            [][]byte // of each token
	bytes           [256]int32
	unknown         int32
	raw, normalized finder
	bos, eos        int32
}

// merged is what a pair of tokens becomes.
type merged struct{ rank, id int32 }

// NewPublished returns the vocabulary of some rules. It fails where a merge or
// an added piece does not fit the pieces.
func NewPublished(r Rules) (*Published, error) {
	p := &Published{
		rules: r, ids: make(map[string]int32, len(r.Pieces)), merges: make(map[pair]merged, len(r.Merges)),
		text: make([][]byte, len(r.Pieces)), unknown: -1, bos: r.BOS, eos: r.EOS,
	}
	for i, piece := range r.Pieces {
		if piece != "" {
			p.ids[piece] = int32(i)
		}
		p.text[i] = r.textOf(piece)
	}
	for _, id := range []int32{r.BOS, r.EOS} {
		if id < 0 || int(id) >= len(r.Pieces) {
			return nil, fmt.Errorf("token %d begins or ends a text, want one from 0 to %d", id, len(r.Pieces)-1)
		}
	}
	if err := p.addMerges(); err != nil {
		return nil, err
	}
	if id, ok := p.ids[r.Unknown]; ok && r.Unknown != "" {
		p.unknown = id
	}
	for b := range p.bytes {
		p.bytes[b] = -1
		if id, ok := p.ids[fmt.Sprintf("<0x%02X>", b)]; ok && r.ByteFallback {
			p.bytes[b] = id
		}
	}
	return p, p.addAdded()
}

func (p *Published) addMerges() error {
	for i, m := range p.rules.Merges {
		left, okLeft := p.ids[m[0]]
		right, okRight := p.ids[m[1]]
		id, ok := p.ids[m[0]+m[1]]
		if !okLeft || !okRight || !ok {
			return fmt.Errorf("merge %d joins %.40q and %.40q, want pieces that make a piece", i, m[0], m[1])
		}
		if _, twice := p.merges[pairOf(left, right)]; !twice {
			p.merges[pairOf(left, right)] = merged{int32(i), id}
		}
	}
	return nil
}

func (p *Published) addAdded() error {
	for _, a := range p.rules.Added {
		if a.ID < 0 || int(a.ID) >= len(p.text) {
			return fmt.Errorf("added token %.40q has id %d, want one from 0 to %d", a.Text, a.ID, len(p.text)-1)
		}
		if a.Text == "" {
			return fmt.Errorf("added token %d is empty", a.ID)
		}
		p.text[a.ID] = []byte(a.Text)
		if a.Special {
			p.text[a.ID] = nil
			if p.rules.SplitSpecial {
				continue
			}
		}
		if !a.Normalized {
			p.raw.add(a)
			continue
		}
		if a.Text = p.normalize(a.Text); a.Text != "" {
			p.normalized.add(a)
		}
	}
	p.raw.sort()
	p.normalized.sort()
	return nil
}

// textOf returns the bytes that a piece stands for.
func (r *Rules) textOf(piece string) []byte {
	if b, ok := byteOf(piece); ok && r.ByteFallback {
		return []byte{b}
	}
	if r.ByteLevel {
		if text, ok := unspellBytes(piece); ok {
			return text
		}
	}
	if r.SpaceMark {
		piece = unmark(piece)
	}
	return []byte(piece)
}

// VocabSize is the number of tokens; ids run from 0 to VocabSize()-1.
func (p *Published) VocabSize() int { return len(p.text) }

// BOS is the id that begins a document.
func (p *Published) BOS() int32 { return p.bos }

// EOS is the id that ends a document.
func (p *Published) EOS() int32 { return p.eos }

// AddsBOS reports whether texts begin with BOS where the vocabulary comes from.
func (p *Published) AddsBOS() bool { return p.rules.AddsBOS }

// Piece returns the bytes of a token, none for a special one. It panics if
// there is no such id.
func (p *Published) Piece(id int32) []byte { return append([]byte(nil), p.text[id]...) }

// Name is how the vocabulary spells a token.
func (p *Published) Name(id int32) string { return p.rules.Pieces[id] }

// Decode returns the bytes of the tokens as they stand: a space that the rules
// put before a text is among them.
func (p *Published) Decode(ids []int32) []byte {
	var out []byte
	for _, id := range ids {
		out = append(out, p.text[id]...)
	}
	return out
}

func (p *Published) normalize(text string) string {
	if p.rules.Normalize == nil {
		return text
	}
	return p.rules.Normalize(text)
}

// BeginsWithSpace reports whether a space is put before a text.
func (p *Published) BeginsWithSpace() bool {
	ids := p.Encode(nil, "a")
	return len(ids) > 0 && strings.HasPrefix(string(p.Decode(ids)), " ")
}

// Encode appends the ids of text to dst and returns the extended slice. Text
// that spells an added token is that token, as where the vocabulary comes from;
// nothing is put before or behind the text.
func (p *Published) Encode(dst []int32, text string) []int32 {
	first := true
	for _, part := range p.raw.cut(text) {
		if part.id >= 0 {
			dst, first = append(dst, part.id), false
			continue
		}
		for _, part := range p.normalized.cut(p.normalize(part.text)) {
			if part.id >= 0 {
				dst = append(dst, part.id)
			} else if part.text != "" {
				dst = p.appendWords(dst, part.text, first)
			}
			first = false
		}
	}
	return dst
}

func (p *Published) appendWords(dst []int32, text string, first bool) []int32 {
	if p.rules.Split == nil {
		return p.appendWord(dst, text)
	}
	for _, word := range p.rules.Split(text, first) {
		dst = p.appendWord(dst, word)
	}
	return dst
}

func (p *Published) appendWord(dst []int32, word string) []int32 {
	if id, ok := p.ids[word]; ok && p.rules.IgnoreMerges {
		return append(dst, id)
	}
	links := p.links(word)
	if len(links) == 0 {
		return dst
	}
	p.merge(links)
	for i := 0; i >= 0; i = links[i].next {
		dst = append(dst, links[i].id)
	}
	return dst
}

// A link is a token in a list in which those merged into the one before them
// are skipped.
type link struct {
	id         int32
	prev, next int // -1 at the ends
	gone       bool
}

// links makes a token of each character of a word, or some of its bytes.
func (p *Published) links(word string) []link {
	links := make([]link, 0, len(word))
	unknown := false
	put := func(id int32) {
		links = append(links, link{id: id, prev: len(links) - 1, next: len(links) + 1})
	}
	for at := 0; at < len(word); {
		_, n := utf8.DecodeRuneInString(word[at:])
		char := word[at : at+n]
		at += n
		if id, ok := p.ids[char]; ok {
			put(id)
			unknown = false
			continue
		}
		if p.canSpell(char) {
			for i := range len(char) {
				put(p.bytes[char[i]])
			}
			unknown = false
			continue
		}
		if p.unknown >= 0 && !(unknown && p.rules.FuseUnknown) {
			put(p.unknown)
			unknown = true
		}
	}
	if len(links) > 0 {
		links[len(links)-1].next = -1
	}
	return links
}

func (p *Published) canSpell(char string) bool {
	for i := range len(char) {
		if p.bytes[char[i]] < 0 {
			return false
		}
	}
	return true
}

// A joint is a pair of neighbours that a merge joins.
type joint struct {
	merged
	at int // of the left one
}

// joints is a heap: the earliest merge first, of equals the leftmost.
type joints []joint

func (h joints) Len() int      { return len(h) }
func (h joints) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *joints) Push(x any)   { *h = append(*h, x.(joint)) }
func (h *joints) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func (h joints) Less(i, j int) bool {
	if h[i].rank != h[j].rank {
		return h[i].rank < h[j].rank
	}
	return h[i].at < h[j].at
}

// merge joins neighbours until no pair has a merge. The time it takes is
// n log n.
func (p *Published) merge(links []link) {
	queue := make(joints, 0, len(links))
	find := func(at int) (merged, bool) {
		if at < 0 || links[at].next < 0 {
			return merged{}, false
		}
		m, ok := p.merges[pairOf(links[at].id, links[links[at].next].id)]
		return m, ok
	}
	offer := func(at int) {
		if m, ok := find(at); ok {
			heap.Push(&queue, joint{m, at})
		}
	}
	for i := range links {
		offer(i)
	}
	for len(queue) > 0 {
		best := heap.Pop(&queue).(joint)
		// A pair that has changed since is still joined if it gives the same token.
		if m, ok := find(best.at); links[best.at].gone || !ok || m.id != best.id {
			continue
		}
		l := &links[best.at]
		r := &links[l.next]
		l.id, l.next, r.gone = best.id, r.next, true
		if l.next >= 0 {
			links[l.next].prev = best.at
		}
		offer(l.prev)
		offer(best.at)
	}
}
