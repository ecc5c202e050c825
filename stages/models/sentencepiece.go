package models

import (
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
	pieceUnknown = 2
	pieceControl = 3
)

// modelTypeBPE is the sort of vocabulary that LLaMA has; unigram models merge
// by another rule.
const modelTypeBPE = 2

// ReadSentencePiece reads a tokenizer.model: a protocol buffer of the message
// ModelProto (sentencepiece_model.proto), of which the pieces and the sort of
// model count.
func ReadSentencePiece(data []byte) ([]Piece, error) {
	var pieces []Piece
	modelType := int64(1) // unigram, where the file does not say
	err := eachField(data, func(f field) error {
		switch f.number {
		case 1: // repeated SentencePiece pieces
			p, err := readPiece(f.bytes)
			if err != nil {
				return fmt.Errorf("piece %d: %w", len(pieces), err)
			}
			pieces = append(pieces, p)
		case 2: // TrainerSpec
			return eachField(f.bytes, func(f field) error {
				if f.number == 3 {
					modelType = int64(f.varint)
				}
				return nil
			})
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("SentencePiece model: %w", err)
	case len(pieces) == 0:
		return nil, fmt.Errorf("SentencePiece model: got no pieces in %d bytes", len(data))
	case modelType != modelTypeBPE:
		return nil, fmt.Errorf("SentencePiece model: got model type %d, want %d, which is BPE", modelType, modelTypeBPE)
	}
	return pieces, nil
}

func readPiece(data []byte) (p Piece, err error) {
	err = eachField(data, func(f field) error {
		switch f.number {
		case 1:
			p.Text = strings.ReplaceAll(string(f.bytes), "\u2581", " ")
		case 2:
			p.Score = math.Float32frombits(f.fixed32)
		case 3:
			p.Control = f.varint == pieceControl || f.varint == pieceUnknown
		}
		return nil
	})
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
