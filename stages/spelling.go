package stages

import (
	"fmt"

	"pipe/engine/token"
)

// A spelling is a vocabulary as clients of a server see it.
type spelling struct {
	vocabulary
	names map[int32]string // of tokens without text
	ids   map[string]int32 // of these names
}

func newSpelling(v vocabulary) spelling {
	s := spelling{v, make(map[int32]string), make(map[string]int32)}
	name := func(id int32) string { return fmt.Sprintf("<|%d|>", id) }
	switch v := v.(type) {
	case *token.Pieces:
		list := v.List()
		name = func(id int32) string { return list[id].Text }
	case *jsonVocabulary:
		name = v.Name
	case *token.BPE:
		name = func(id int32) string { return string(v.Piece(id)) }
	}
	for id := range int32(v.VocabSize()) {
		if len(s.Bytes(id)) == 0 {
			s.names[id] = name(id)
			s.ids[s.names[id]] = id
		}
	}
	return s
}

// Encode returns the tokens of a text. The name of a special token alone is
// that token.
func (s spelling) Encode(text string) []int32 {
	if id, ok := s.ids[text]; ok && text != "" {
		return []int32{id}
	}
	return s.vocabulary.Encode(nil, text)
}

// Bytes returns what a token adds to a text.
func (s spelling) Bytes(id int32) []byte { return s.vocabulary.Decode([]int32{id}) }

// Name spells a token without text.
func (s spelling) Name(id int32) string { return s.names[id] }

// BeginsWithSpace reports whether a text's first token begins with a space that
// the text does not have.
func (s spelling) BeginsWithSpace() bool {
	v, ok := s.vocabulary.(interface{ BeginsWithSpace() bool })
	return ok && v.BeginsWithSpace()
}
