package models

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"google.golang.org/protobuf/encoding/protowire"

	"pipe/engine/token"
)

// A Piece is a token of a vocabulary.
type Piece = token.ScoredPiece

// Types of pieces in a SentencePiece model (sentencepiece_model.proto).
const (
	pieceNormal      = 1
	pieceUnknown     = 2
	pieceControl     = 3
	pieceUserDefined = 4
	pieceUnused      = 5
	pieceByte        = 6
)

// modelTypeBPE is the sort of vocabulary that LLaMA has; unigram models merge
// by another rule.
const modelTypeBPE = 2

// A sentencePiece is what counts in a model beside its pieces. A file leaves
// out what is as the format has it by default.
type sentencePiece struct {
	modelType     int64  // unigram by default
	spaceIsSuffix bool   // treat_whitespace_as_suffix
	charsMap      []byte // precompiled_charsmap: characters that are written otherwise
	dummyPrefix   bool   // add_dummy_prefix
	trims         bool   // remove_extra_whitespaces
	escapes       bool   // escape_whitespaces
}

// ReadSentencePiece reads a tokenizer.model: a protocol buffer of the message
// ModelProto (sentencepiece_model.proto). It refuses models that change a text
// otherwise than LLaMA's do, which put a space before it and nothing else.
func ReadSentencePiece(data []byte) ([]Piece, error) {
	pieces, err := readSentencePiece(data)
	if err != nil {
		return nil, fmt.Errorf("SentencePiece model: %w", err)
	}
	return pieces, nil
}

func readSentencePiece(data []byte) ([]Piece, error) {
	var pieces []Piece
	m := sentencePiece{modelType: 1, dummyPrefix: true, trims: true, escapes: true}
	err := eachField(data, func(f field) error {
		switch f.number {
		case 1: // repeated SentencePiece pieces
			p, err := readPiece(f.bytes)
			if err != nil {
				return fmt.Errorf("piece %d: %w", len(pieces), err)
			}
			pieces = append(pieces, p)
		case 2: // TrainerSpec
			return eachField(f.bytes, m.trainerField)
		case 3: // NormalizerSpec
			return eachField(f.bytes, m.normalizerField)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(pieces) == 0:
		return nil, fmt.Errorf("got no pieces in %d bytes", len(data))
	}
	return pieces, m.check()
}

func (m *sentencePiece) trainerField(f field) error {
	switch f.number {
	case 3:
		m.modelType = int64(f.varint)
	case 24:
		m.spaceIsSuffix = f.varint != 0
	}
	return nil
}

func (m *sentencePiece) normalizerField(f field) error {
	switch f.number {
	case 2:
		m.charsMap = f.bytes
	case 3:
		m.dummyPrefix = f.varint != 0
	case 4:
		m.trims = f.varint != 0
	case 5:
		m.escapes = f.varint != 0
	}
	return nil
}

func (m *sentencePiece) check() error {
	switch {
	case m.modelType != modelTypeBPE:
		return fmt.Errorf("got model type %d, want %d, which is BPE", m.modelType, modelTypeBPE)
	case len(m.charsMap) > 0:
		return fmt.Errorf("it rewrites characters by a map of %d bytes, want none: use the tokenizer.json that was made of it", len(m.charsMap))
	case !m.dummyPrefix || m.trims || !m.escapes || m.spaceIsSuffix:
		return fmt.Errorf("add_dummy_prefix is %t, remove_extra_whitespaces %t, escape_whitespaces %t and treat_whitespace_as_suffix %t, "+
			"want true, false, true and false, as LLaMA has them: use the tokenizer.json that was made of it",
			m.dummyPrefix, m.trims, m.escapes, m.spaceIsSuffix)
	}
	return nil
}

func readPiece(data []byte) (p Piece, err error) {
	kind := uint64(pieceNormal)
	err = eachField(data, func(f field) error {
		switch f.number {
		case 1:
			p.Text = strings.ReplaceAll(string(f.bytes), "\u2581", " ")
		case 2:
			p.Score = math.Float32frombits(f.fixed32)
		case 3:
			kind = f.varint
		}
		return nil
	})
	switch kind {
	case pieceNormal, pieceByte:
	case pieceControl, pieceUnknown:
		p.Control = true
	case pieceUserDefined:
		err = errors.Join(err, fmt.Errorf("%q is user-defined, which is cut out of a text before all else: use the tokenizer.json that was made of it", p.Text))
	case pieceUnused:
		err = errors.Join(err, fmt.Errorf("%q is unused, want a piece of another type", p.Text))
	default:
		err = errors.Join(err, fmt.Errorf("%q is of type %d, want 1 to 6", p.Text, kind))
	}
	return p, err
}

// A field is one of a protocol buffer's: its number, and its value in the
// member of its wire type.
type field struct {
	number  protowire.Number
	bytes   []byte
	varint  uint64
	fixed32 uint32
}

// eachField calls f for each field of a message, in order.
func eachField(data []byte, f func(field) error) error {
	for len(data) > 0 {
		number, wire, n := protowire.ConsumeTag(data)
		if n < 0 {
			return protowire.ParseError(n)
		}
		data = data[n:]
		one := field{number: number}
		switch wire {
		case protowire.BytesType:
			one.bytes, n = protowire.ConsumeBytes(data)
		case protowire.VarintType:
			one.varint, n = protowire.ConsumeVarint(data)
		case protowire.Fixed32Type:
			one.fixed32, n = protowire.ConsumeFixed32(data)
		default:
			n = protowire.ConsumeFieldValue(number, wire, data)
		}
		if n < 0 {
			return protowire.ParseError(n)
		}
		if err := f(one); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}
