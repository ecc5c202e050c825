package stages

import (
	"context"
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/engine/token"
	"pipe/pipeline"
)

var _ = register(pipeline.Kind{
	Name:    "tokenizer",
	Version: 1,
	Doc:     "learns a byte-level BPE vocabulary from a corpus",
	New:     func() pipeline.Config { return &Tokenizer{Text: "text"} },
})

// A Tokenizer learns a byte-level BPE vocabulary.
type Tokenizer struct {
	Corpus    pipeline.Ref `hcl:"corpus" accepts:"dataset" doc:"Text to learn the vocabulary from"`
	VocabSize int64        `hcl:"vocab_size" min:"260" max:"1000000" doc:"Number of tokens: the specials, the 256 bytes, and merges"`
	Text      string       `hcl:"text,optional" doc:"Field of the documents that holds the text"`
}

// Run writes the table "tokenizer".
func (t *Tokenizer) Run(ctx context.Context, s *pipeline.Stage) error {
	texts, err := corpusTexts(ctx, s.Input(t.Corpus), t.Text)
	if err != nil {
		return err
	}
	bpe, err := token.Train(slices.Values(texts), token.TrainOptions{VocabSize: int(t.VocabSize), Stop: ctx.Err})
	if err != nil {
		return err
	}
	return writeTokenizer(s.Out, bpe)
}

// mergeRow is a row of a tokenizer's table: a token, and the two that merge
// into it, or -1 where it is a special token or a byte.
type mergeRow struct {
	ID    int32  `arrow:"id"`
	Piece []byte `arrow:"piece"`
	Left  int32  `arrow:"left"`
	Right int32  `arrow:"right"`
}

func writeTokenizer(w *artifacts.Writer, bpe *token.BPE) error {
	rows := make([]mergeRow, bpe.VocabSize())
	for i := range rows {
		rows[i] = mergeRow{ID: int32(i), Piece: bpe.Piece(int32(i)), Left: -1, Right: -1}
	}
	merges := bpe.Merges()
	first := len(rows) - len(merges)
	for i, m := range merges {
		rows[first+i].Left, rows[first+i].Right = m[0], m[1]
	}
	return artifacts.WriteTable(w, "tokenizer", rows)
}

// readTokenizer reads the table "tokenizer" of a tokenizer or a model.
func readTokenizer(a *artifacts.Artifact) (*token.BPE, error) {
	rows, err := artifacts.ReadTable[mergeRow](a, "tokenizer")
	if err != nil {
		return nil, err
	}
	var merges [][2]int32
	for _, r := range rows {
		if r.Left >= 0 {
			merges = append(merges, [2]int32{r.Left, r.Right})
		}
	}
	bpe, err := token.New(merges)
	if err != nil {
		return nil, fmt.Errorf("tokenizer of %s: %w", a.Digest(), err)
	}
	return bpe, nil
}
