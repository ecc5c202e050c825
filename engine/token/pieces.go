package token

import (
	"container/heap"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A ScoredPiece is a token of a SentencePiece vocabulary.
type ScoredPiece struct {
	Text    string  // with spaces as they are; the name of a control piece
	Score   float32 // the higher, the earlier it is merged
	Control bool    // it stands for no text, as <s> does
}

// Pieces is a SentencePiece vocabulary of the BPE sort (Kudo and Richardson,
// "SentencePiece", 2018), as LLaMA and LLaMA 2 have: text is joined from
// characters by score, and what is no piece is spelled in bytes. It does not
// change once made, and any number of goroutines may use it at once.
type Pieces struct {
	list     []ScoredPiece
	ids      map[string]int32 // of pieces that are text
	bytes    [256]int32       // ids of the pieces <0x00> to <0xFF>
	isByte   map[int32]byte
	bos, eos int32
}

// NewPieces returns the vocabulary of the given pieces, by id. It fails where
// the pieces <s>, </s> or one of the 256 bytes is missing, since then not every
// text could be encoded.
func NewPieces(list []ScoredPiece) (*Pieces, error) {
	p := &Pieces{
		list: slices.Clone(list), ids: make(map[string]int32, len(list)),
		isByte: make(map[int32]byte), bos: -1, eos: -1,
	}
	for b := range p.bytes {
		p.bytes[b] = -1
	}
	for i, piece := range list {
		id := int32(i)
		b, isByte := byteOf(piece.Text)
		switch {
		case piece.Control && piece.Text == "<s>":
			p.bos = id
		case piece.Control && piece.Text == "</s>":
			p.eos = id
		case piece.Control || piece.Text == "":
		case isByte:
			p.bytes[b], p.isByte[id] = id, b
		default:
			if _, twice := p.ids[piece.Text]; !twice { // the first is the one to be merged
				p.ids[piece.Text] = id
			}
		}
	}
	if p.bos < 0 || p.eos < 0 {
		return nil, fmt.Errorf("vocabulary of %d pieces: want the control pieces <s> and </s>", len(list))
	}
	if b := slices.Index(p.bytes[:], -1); b >= 0 {
		return nil, fmt.Errorf("vocabulary of %d pieces: want a piece for every byte, and <0x%02X> is missing", len(list), b)
	}
	return p, nil
}

// byteOf returns the byte that a piece such as <0x0A> stands for.
func byteOf(text string) (byte, bool) {
	if len(text) != len("<0x00>") || text[:3] != "<0x" || text[5] != '>' {
		return 0, false
	}
	b, err := strconv.ParseUint(text[3:5], 16, 8)
	return byte(b), err == nil
}

// VocabSize is the number of tokens; ids run from 0 to VocabSize()-1.
func (p *Pieces) VocabSize() int { return len(p.list) }

// List returns a copy of the pieces, by id.
func (p *Pieces) List() []ScoredPiece { return slices.Clone(p.list) }

// BOS is the id of <s>, which begins a document.
func (p *Pieces) BOS() int32 { return p.bos }

// EOS is the id of </s>, which ends a document.
func (p *Pieces) EOS() int32 { return p.eos }

// Piece returns the bytes of a token, none for a control piece. It panics if
// there is no such id.
func (p *Pieces) Piece(id int32) []byte {
	if b, ok := p.isByte[id]; ok {
		return []byte{b}
	}
	if p.list[id].Control {
		return nil
	}
	return []byte(p.list[id].Text)
}

// Decode returns the bytes of the tokens as they stand: the space that Encode
// puts before a text is among them.
func (p *Pieces) Decode(ids []int32) []byte {
	var out []byte
	for _, id := range ids {
		out = append(out, p.Piece(id)...)
	}
	return out
}

// BeginsWithSpace reports whether a space is put before a text: always.
func (p *Pieces) BeginsWithSpace() bool { return true }

// A symbol is a run of text on its way to becoming a piece. Symbols form a list
// in which merged ones are skipped.
type symbol struct {
	from, to   int // of the text; equal once it is merged into another
	prev, next int // -1 at the ends
}

// A bond is two neighbours that make a piece.
type bond struct {
	left, right int // symbols
	size        int // of both, in bytes: another size means that one has changed
	score       float32
}

// bonds is a heap: the best score first, of equals the leftmost.
type bonds []bond

func (h bonds) Len() int      { return len(h) }
func (h bonds) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *bonds) Push(x any)   { *h = append(*h, x.(bond)) }
func (h *bonds) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func (h bonds) Less(i, j int) bool {
	if h[i].score != h[j].score {
		return h[i].score > h[j].score
	}
	return h[i].left < h[j].left
}

// spaceMark is how SentencePiece writes a space, also in a text that has one.
const spaceMark = "\u2581"

func unmark(text string) string { return strings.ReplaceAll(text, spaceMark, " ") }

// Encode appends the ids of text to dst and returns the extended slice. A space
// is put before a text that is not empty, as LLaMA's vocabulary wants. No
// control piece comes out. The time it takes is n log n.
func (p *Pieces) Encode(dst []int32, text string) []int32 {
	if text == "" {
		return dst
	}
	text = " " + unmark(text)
	symbols := split(text)
	queue := make(bonds, 0, len(symbols))
	offer := func(left int) {
		if left < 0 || symbols[left].next < 0 {
			return
		}
		right := symbols[left].next
		joined := text[symbols[left].from:symbols[right].to]
		if id, ok := p.ids[joined]; ok {
			heap.Push(&queue, bond{left, right, len(joined), p.list[id].Score})
		}
	}
	for i := range symbols {
		offer(i)
	}
	for len(queue) > 0 {
		best := heap.Pop(&queue).(bond)
		l, r := &symbols[best.left], &symbols[best.right]
		if l.from == l.to || r.from == r.to || r.to-l.from != best.size || l.next != best.right {
			continue
		}
		l.to, l.next = r.to, r.next
		r.from = r.to
		if r.next >= 0 {
			symbols[r.next].prev = best.left
		}
		offer(l.prev)
		offer(best.left)
	}
	for i := 0; i >= 0; i = symbols[i].next {
		dst = p.appendSymbol(dst, text[symbols[i].from:symbols[i].to])
	}
	return dst
}

// split makes a symbol of each character; a byte that is not UTF-8 is one by
// itself.
func split(text string) []symbol {
	symbols := make([]symbol, 0, len(text))
	for at := 0; at < len(text); {
		_, n := utf8.DecodeRuneInString(text[at:])
		i := len(symbols)
		symbols = append(symbols, symbol{at, at + n, i - 1, i + 1})
		at += n
	}
	symbols[len(symbols)-1].next = -1
	return symbols
}

// appendSymbol appends a piece, or the bytes of what is none.
func (p *Pieces) appendSymbol(dst []int32, text string) []int32 {
	if id, ok := p.ids[text]; ok {
		return append(dst, id)
	}
	for i := range len(text) {
		dst = append(dst, p.bytes[text[i]])
	}
	return dst
}
