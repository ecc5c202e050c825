package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"pipe/engine/token"
)

// unusedIDs is how many ids a vocabulary may leave out: what is made of a file
// is bounded by the size of the file.
const unusedIDs = 1 << 16

// tokenizerFile is what counts in a tokenizer.json. Cuts to a length and
// padding belong to who asks, not to the vocabulary.
type tokenizerFile struct {
	Added         []addedToken    `json:"added_tokens"`
	Normalizer    json.RawMessage `json:"normalizer"`
	PreTokenizer  json.RawMessage `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Decoder       json.RawMessage `json:"decoder"`
	Model         tokenizerModel  `json:"model"`
}

type addedToken struct {
	ID         int32  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	LeftStrip  bool   `json:"lstrip"`
	RightStrip bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

type tokenizerModel struct {
	Type         string           `json:"type"`
	Dropout      *float64         `json:"dropout"`
	Unknown      *string          `json:"unk_token"`
	Prefix       *string          `json:"continuing_subword_prefix"`
	Suffix       *string          `json:"end_of_word_suffix"`
	FuseUnknown  bool             `json:"fuse_unk"`
	ByteFallback bool             `json:"byte_fallback"`
	IgnoreMerges bool             `json:"ignore_merges"`
	Vocab        map[string]int32 `json:"vocab"`
	Merges       []mergePair      `json:"merges"`
}

// A mergePair is two pieces: an array of two, or in older files one string with
// a space between them.
type mergePair [2]string

func (m *mergePair) UnmarshalJSON(data []byte) error {
	var pair []string
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		left, right, ok := bytes.Cut([]byte(text), []byte(" "))
		if !ok {
			return fmt.Errorf("merge %.60q, want two pieces with a space between them", text)
		}
		pair = []string{string(left), string(right)}
	} else if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("merge of %d pieces, want 2", len(pair))
	}
	*m = mergePair(pair)
	return nil
}

// ReadTokenizerJSON reads a tokenizer.json of Hugging Face's tokenizers that
// holds a BPE vocabulary. What it has no code for is an error, never left out.
//
// A text begins with the token of the file's template; where there is none, with
// that of the config.json beside it (config may be nil), then that of a
// well-known name, then the one that ends a text.
func ReadTokenizerJSON(data, config []byte) (token.Rules, error) {
	r, err := readTokenizerJSON(data)
	if err == nil {
		err = readEnds(&r, config)
	}
	if err != nil {
		return r, fmt.Errorf("tokenizer.json: %w", err)
	}
	return r, nil
}

// readEnds settles which tokens begin and end a text.
func readEnds(r *token.Rules, config []byte) error {
	var c struct {
		BOS *int32          `json:"bos_token_id"`
		EOS json.RawMessage `json:"eos_token_id"` // one, or several of which the first counts
	}
	if len(config) > 0 {
		if err := json.Unmarshal(config, &c); err != nil {
			return fmt.Errorf("config.json: %w", err)
		}
	}
	r.EOS = idOf(r.Pieces, endNames)
	var several []int32
	var one *int32
	if json.Unmarshal(c.EOS, &several) == nil && len(several) > 0 {
		r.EOS = several[0]
	} else if json.Unmarshal(c.EOS, &one) == nil && one != nil {
		r.EOS = *one
	}
	if r.BOS < 0 && c.BOS != nil {
		r.BOS = *c.BOS
	}
	if r.BOS < 0 {
		r.BOS = idOf(r.Pieces, beginNames)
	}
	if r.EOS < 0 {
		return fmt.Errorf("no token ends a text: want eos_token_id in config.json, or one of the pieces %q", endNames)
	}
	if r.BOS < 0 {
		r.BOS = r.EOS
	}
	return nil
}

func readTokenizerJSON(data []byte) (token.Rules, error) {
	var f tokenizerFile
	if err := json.Unmarshal(data, &f); err != nil {
		return token.Rules{}, err
	}
	m := f.Model
	set := func(s *string) bool { return s != nil && *s != "" }
	switch {
	case m.Type != "" && m.Type != "BPE":
		return token.Rules{}, fmt.Errorf("model.type is %.40q, want \"BPE\"", m.Type)
	case m.Dropout != nil && *m.Dropout != 0:
		return token.Rules{}, fmt.Errorf("model.dropout is %g, want none", *m.Dropout)
	case set(m.Prefix) || set(m.Suffix):
		return token.Rules{}, fmt.Errorf("model has a continuing_subword_prefix or end_of_word_suffix, want neither")
	}
	r := token.Rules{FuseUnknown: m.FuseUnknown, ByteFallback: m.ByteFallback, IgnoreMerges: m.IgnoreMerges}
	if m.Unknown != nil {
		r.Unknown = *m.Unknown
	}
	for _, pair := range m.Merges {
		r.Merges = append(r.Merges, pair)
	}
	for _, a := range f.Added {
		r.Added = append(r.Added, token.AddedPiece{
			ID: a.ID, Text: a.Content, Special: a.Special, Normalized: a.Normalized,
			SingleWord: a.SingleWord, LeftStrip: a.LeftStrip, RightStrip: a.RightStrip,
		})
	}
	var err error
	if r.Pieces, err = piecesOf(m.Vocab, f.Added, len(data)); err != nil {
		return r, err
	}
	if r.Normalize, err = readNormalizer(f.Normalizer); err != nil {
		return r, fmt.Errorf("normalizer: %w", err)
	}
	if r.Split, err = readPreTokenizer(f.PreTokenizer); err != nil {
		return r, fmt.Errorf("pre_tokenizer: %w", err)
	}
	if r.ByteLevel, r.SpaceMark, err = readDecoder(f.Decoder); err != nil {
		return r, fmt.Errorf("decoder: %w", err)
	}
	begin, err := readPostProcessor(f.PostProcessor)
	if err != nil {
		return r, fmt.Errorf("post_processor: %w", err)
	}
	r.BOS = idOf(r.Pieces, []string{begin})
	r.AddsBOS = r.BOS >= 0
	return r, nil
}

// Names that publishers give the tokens around a text.
var (
	beginNames = []string{"<s>", "<|begin_of_text|>", "<|startoftext|>", "<bos>", "<|endoftext|>"}
	endNames   = []string{"</s>", "<|end_of_text|>", "<eos>", "<|endoftext|>"}
)

// idOf returns the id of the first name that is a piece, or -1.
func idOf(pieces, names []string) int32 {
	for _, name := range names {
		if i := slices.Index(pieces, name); i >= 0 && name != "" {
			return int32(i)
		}
	}
	return -1
}

// piecesOf lists the vocabulary by id.
func piecesOf(vocab map[string]int32, added []addedToken, sizeBytes int) ([]string, error) {
	largest := int32(-1)
	for _, id := range vocab {
		largest = max(largest, id)
	}
	for _, a := range added {
		largest = max(largest, a.ID)
	}
	if largest < 0 || int(largest) >= len(vocab)+len(added)+unusedIDs || int(largest) > sizeBytes+unusedIDs {
		return nil, fmt.Errorf("the largest id is %d, but there are %d pieces", largest, len(vocab)+len(added))
	}
	pieces := make([]string, largest+1)
	put := func(id int32, text string) error {
		if id < 0 || pieces[id] != "" && pieces[id] != text {
			return fmt.Errorf("token %d is %.40q, which is impossible or another already", id, text)
		}
		pieces[id] = text
		return nil
	}
	for text, id := range vocab {
		if err := put(id, text); err != nil {
			return nil, err
		}
	}
	for _, a := range added {
		if err := put(a.ID, a.Content); err != nil {
			return nil, err
		}
	}
	return pieces, nil
}
