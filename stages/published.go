package stages

import (
	"errors"
	"fmt"
	"io/fs"

	"pipe/artifacts"
	"pipe/engine/token"
	"pipe/stages/models"
)

// publishedRow is the only row of the table "published": the tokenizer of a
// model that came with a tokenizer.json, which says more than tables could.
type publishedRow struct {
	JSON          []byte `arrow:"json"`
	VocabSize     int64  `arrow:"vocab_size"` // of the model, which may have tokens that the file does not name
	BOS           int64  `arrow:"bos"`
	EOS           int64  `arrow:"eos"`
	SplitsSpecial bool   `arrow:"splits_special"` // see models.TokenizerConfig
}

// jsonVocabulary is the vocabulary of a tokenizer.json.
type jsonVocabulary struct {
	*token.Published
	row publishedRow
}

// newJSONVocabulary makes the vocabulary of a row, whose file has these rules.
func newJSONVocabulary(row publishedRow, rules token.Rules) (*jsonVocabulary, error) {
	if row.VocabSize > int64(len(rules.Pieces)) {
		rules.Pieces = append(rules.Pieces, make([]string, row.VocabSize-int64(len(rules.Pieces)))...)
	}
	row.VocabSize = int64(len(rules.Pieces))
	rules.BOS, rules.EOS, rules.SplitSpecial = int32(row.BOS), int32(row.EOS), row.SplitsSpecial
	p, err := token.NewPublished(rules)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	return &jsonVocabulary{p, row}, nil
}

// readPublished makes a vocabulary of a tokenizer.json, and of the config.json
// and the tokenizer_config.json in the folder of the weights if there are any.
func (f modelFolder) readPublished(data []byte) (*jsonVocabulary, error) {
	config, err := f.read(huggingFaceConfig)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	rules, err := models.ReadTokenizerJSON(data, config)
	if err != nil {
		return nil, err
	}
	said, err := f.tokenizerConfig()
	if err != nil {
		return nil, err
	}
	return newJSONVocabulary(publishedRow{
		JSON: data, VocabSize: int64(len(rules.Pieces)), BOS: int64(rules.BOS), EOS: int64(rules.EOS), SplitsSpecial: said.SplitsSpecial,
	}, rules)
}

// padded returns the vocabulary with as many tokens as its model has: models
// are often given some more, so that their matrices have round sizes.
func (p *jsonVocabulary) padded(vocabSize int) (*jsonVocabulary, error) {
	if vocabSize <= p.VocabSize() {
		return p, nil
	}
	row := p.row
	row.VocabSize = int64(vocabSize)
	return row.vocabulary()
}

func (r publishedRow) vocabulary() (*jsonVocabulary, error) {
	rules, err := models.ReadTokenizerJSON(r.JSON, fmt.Appendf(nil, `{"bos_token_id":%d,"eos_token_id":%d}`, r.BOS, r.EOS))
	if err != nil {
		return nil, err
	}
	return newJSONVocabulary(r, rules)
}

func readPublished(a *artifacts.Artifact) (*jsonVocabulary, error) {
	rows, err := artifacts.ReadTable[publishedRow](a, "published")
	if err == nil && len(rows) != 1 {
		err = fmt.Errorf("table published: got %d rows, want 1", len(rows))
	}
	if err != nil {
		return nil, err
	}
	p, err := rows[0].vocabulary()
	if err != nil {
		return nil, fmt.Errorf("tokenizer of %s: %w", a.Digest(), err)
	}
	return p, nil
}
