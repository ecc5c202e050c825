package models

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pipe/engine/token"
)

type object = map[string]any

// BPEJSON returns the tokenizer.json of a vocabulary that was learned here.
func BPEJSON(b *token.BPE) ([]byte, error) {
	merges := b.Merges()
	specials := b.VocabSize() - len(merges) - 256
	vocab := make(map[string]int32, b.VocabSize())
	names := make([]string, b.VocabSize())
	var added []object
	for id := range int32(b.VocabSize()) {
		name := string(b.Piece(id))
		if int(id) < specials {
			added = append(added, specialToken(id, name))
		} else {
			name = token.SpellBytes(name)
		}
		if other, twice := vocab[name]; twice {
			return nil, fmt.Errorf("tokens %d and %d are both %q, and a tokenizer.json has each piece once", other, id, b.Piece(id))
		}
		vocab[name], names[id] = id, name
	}
	pairs := make([][2]string, len(merges))
	for i, m := range merges {
		pairs[i] = [2]string{names[m[0]], names[m[1]]}
	}
	split := func(expression string) object {
		return object{"type": "Split", "pattern": object{"Regex": expression}, "behavior": "Isolated", "invert": false}
	}
	bytes := object{"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}
	return indented(object{
		"version": "1.0", "truncation": nil, "padding": nil, "added_tokens": added, "normalizer": nil,
		"pre_tokenizer":  object{"type": "Sequence", "pretokenizers": []object{split(token.OwnWords), bytes, split(token.OwnCuts)}},
		"post_processor": beginWith(names[b.BOS()], b.BOS()), "decoder": bytes,
		"model": bpeModel(vocab, pairs, nil, false),
	})
}

func specialToken(id int32, name string) object {
	return object{"id": id, "content": name, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}
}

// beginWith is the template that puts a token before each text.
func beginWith(name string, id int32) object {
	item := func(kind, id string, segment int) object { return object{kind: object{"id": id, "type_id": segment}} }
	return object{
		"type": "TemplateProcessing", "single": []object{item("SpecialToken", name, 0), item("Sequence", "A", 0)},
		"pair": []object{
			item("SpecialToken", name, 0), item("Sequence", "A", 0), item("SpecialToken", name, 1), item("Sequence", "B", 1),
		},
		"special_tokens": object{name: object{"id": name, "ids": []int32{id}, "tokens": []string{name}}},
	}
}

func bpeModel(vocab map[string]int32, merges [][2]string, unknown any, fallback bool) object {
	return object{
		"type": "BPE", "dropout": nil, "unk_token": unknown, "continuing_subword_prefix": nil, "end_of_word_suffix": nil,
		"fuse_unk": fallback, "byte_fallback": fallback, "ignore_merges": false, "vocab": vocab, "merges": merges,
	}
}

// PiecesJSON returns the tokenizer.json of a SentencePiece vocabulary. Scores
// become an order of merges: all pairs of pieces that make a piece, the best
// score first. Of pieces with one score SentencePiece joins the leftmost and a
// tokenizer.json those of the earlier merge: it fails where that shows.
func PiecesJSON(p *token.Pieces) ([]byte, error) {
	const mark = "\u2581"
	list := p.List()
	vocab := make(map[string]int32, len(list))
	var added []object
	var unknown any
	for i, piece := range list {
		id := int32(i)
		name := strings.ReplaceAll(piece.Text, " ", mark)
		if piece.Control {
			name = piece.Text
			added = append(added, specialToken(id, name))
			if name == "<unk>" {
				unknown = name
			}
		}
		if other, twice := vocab[name]; twice {
			return nil, fmt.Errorf("tokens %d and %d are both %q, and a tokenizer.json has each piece once", other, id, name)
		}
		vocab[name] = id
	}
	merges, tied := mergesOf(list, vocab)
	data, err := indented(object{
		"version": "1.0", "truncation": nil, "padding": nil, "added_tokens": added, "pre_tokenizer": nil,
		"normalizer": object{"type": "Sequence", "normalizers": []object{
			{"type": "Prepend", "prepend": mark}, {"type": "Replace", "pattern": object{"String": " "}, "content": mark},
		}},
		"post_processor": beginWith(list[p.BOS()].Text, p.BOS()),
		"decoder": object{"type": "Sequence", "decoders": []object{
			{"type": "Replace", "pattern": object{"String": mark}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
			{"type": "Strip", "content": " ", "start": 1, "stop": 0},
		}},
		"model": bpeModel(vocab, merges, unknown, true),
	})
	if err != nil || len(tied) == 0 {
		return data, err
	}
	return data, probeTies(data, p, tied)
}

// maxProbed bounds how many tied pieces are tried.
const maxProbed = 100

// probeTies encodes texts of tied pieces as the vocabulary does, and as its
// tokenizer.json does.
func probeTies(data []byte, p *token.Pieces, tied []string) error {
	rules, err := ReadTokenizerJSON(data, nil)
	if err != nil {
		return err
	}
	rules.Added = nil // texts are text
	published, err := token.NewPublished(rules)
	if err != nil {
		return err
	}
	try := func(text string) error {
		if got, want := published.Encode(nil, text), p.Encode(nil, text); !slices.Equal(got, want) {
			return fmt.Errorf("pieces have one score, and with a tokenizer.json %q would have the tokens %v in place of %v", text, got, want)
		}
		return nil
	}
	tied = tied[:min(len(tied), maxProbed)]
	for i, piece := range tied {
		for n := range 40 {
			if err := try(strings.Repeat(piece, n)); err != nil {
				return err
			}
		}
		for _, other := range tied[:i] {
			if err := errors.Join(try(piece+other), try(other+piece)); err != nil {
				return err
			}
		}
	}
	return nil
}

// mergesOf lists the pairs of pieces that make a piece, in the order in which
// SentencePiece joins them, and the pieces that share a score with another.
func mergesOf(list []token.ScoredPiece, vocab map[string]int32) (pairs [][2]string, tied []string) {
	type join struct {
		pair                [2]string
		score               float32
		joined, left, right int32
	}
	var joins []join
	for id, piece := range list {
		name := strings.ReplaceAll(piece.Text, " ", "\u2581")
		for at := range name {
			left, okLeft := vocab[name[:at]]
			right, okRight := vocab[name[at:]]
			if at > 0 && okLeft && okRight && !piece.Control && !isSpelledByte(list[left].Text) && !isSpelledByte(list[right].Text) {
				joins = append(joins, join{[2]string{name[:at], name[at:]}, piece.Score, int32(id), left, right})
			}
		}
	}
	slices.SortStableFunc(joins, func(a, b join) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.joined, b.joined), cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right))
	})
	for i, j := range joins {
		pairs = append(pairs, j.pair)
		if i > 0 && j.score == joins[i-1].score && j.joined != joins[i-1].joined {
			tied = append(tied, list[joins[i-1].joined].Text, list[j.joined].Text)
		}
	}
	slices.Sort(tied)
	return pairs, slices.Compact(tied)
}

// isSpelledByte reports whether a piece such as <0x0A> is a byte.
func isSpelledByte(text string) bool {
	return utf8.RuneCountInString(text) == 6 && strings.HasPrefix(text, "<0x") && strings.HasSuffix(text, ">")
}
