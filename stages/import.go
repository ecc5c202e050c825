package stages

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pipe/artifacts"
	"pipe/engine/llama"
	"pipe/engine/token"
	"pipe/pipeline"
	"pipe/stages/models"
	"pipe/stages/sources"
)

var _ = register(pipeline.Kind{
	Name:    "model",
	Version: 1,
	Doc:     "imports the weights of a published LLaMA",
	New:     func() pipeline.Config { return &Import{} },
})

// An Import reads a model that was trained elsewhere.
type Import struct {
	Source          string `hcl:"source" recipe:"-" doc:"The weights: a folder of Hugging Face with config.json and model.safetensors, or a .bin file of llama2.c; a path, or an address as a dataset has"` // bytes count by digest
	SHA256          string `hcl:"sha256,optional" recipe:"-" doc:"Digest of the file; required for everything that is not a path"`
	Tokenizer       string `hcl:"tokenizer,optional" recipe:"-" doc:"The vocabulary: a tokenizer.model of SentencePiece, a tokenizer.json of Hugging Face, or a tokenizer.bin of llama2.c; the tokenizer.model in the folder by default, or its tokenizer.json"`
	TokenizerSHA256 string `hcl:"tokenizer_sha256,optional" recipe:"-" doc:"Digest of the vocabulary"`
}

// Files of a folder of Hugging Face.
const (
	huggingFaceConfig  = "config.json"
	huggingFaceWeights = "model.safetensors"
	huggingFaceIndex   = "model.safetensors.index.json"
	sentencePieceModel = "tokenizer.model"
	tokenizerJSON      = "tokenizer.json"
)

// isFolder reports whether the source names a folder rather than a file of
// llama2.c.
func (m *Import) isFolder() bool { return !strings.HasSuffix(m.Source, ".bin") }

// Check finds sources that name no bytes, and a file without a vocabulary.
func (m *Import) Check(c *pipeline.Check) {
	checkSource(c, "source", "sha256", m.Source, m.SHA256)
	location, err := sources.Resolve(m.Source)
	if err == nil && m.isFolder() && location.Path == "" {
		c.Errorf("source", "Folder from outside",
			"A folder of a model has to be at hand as a path. Fetch it first, with the tools of its publisher.")
	}
	switch {
	case m.Tokenizer != "":
		checkSource(c, "tokenizer", "tokenizer_sha256", m.Tokenizer, m.TokenizerSHA256)
	case !m.isFolder():
		c.Errorf("tokenizer", "Missing vocabulary",
			"A .bin file has no vocabulary in it. Name its tokenizer.bin, tokenizer.model or tokenizer.json with the attribute tokenizer.")
	}
}

// Pins names the bytes that the import reads.
func (m *Import) Pins() []pipeline.Pin {
	pins := []pipeline.Pin{pin("source", m.Source, m.SHA256)}
	if m.Tokenizer != "" {
		pins = append(pins, pin("tokenizer", m.Tokenizer, m.TokenizerSHA256))
	}
	return pins
}

// Run writes a model.
func (m *Import) Run(ctx context.Context, s *pipeline.Stage) error {
	tokenizer, err := m.vocabulary(ctx, s)
	if err != nil {
		return err
	}
	var weights *llama.Weights
	if m.isFolder() {
		weights, err = m.readFolder(ctx, s)
	} else {
		var data []byte
		if data, err = fetch(ctx, s, "source", m.Source); err == nil {
			weights, err = models.ReadLlama2c(data)
		}
	}
	if err != nil {
		return err
	}
	if v, ok := tokenizer.(*jsonVocabulary); ok {
		if tokenizer, err = v.padded(weights.Config.VocabSize); err != nil {
			return err
		}
	}
	if got, want := tokenizer.VocabSize(), weights.Config.VocabSize; got != want {
		return fmt.Errorf("the vocabulary has %d pieces, but the model has %d tokens", got, want)
	}
	return writeModel(s.Out, languageModel{weights: weights, tokenizer: tokenizer}, trained{})
}

// vocabulary reads the tokenizer.
func (m *Import) vocabulary(ctx context.Context, s *pipeline.Stage) (vocabulary, error) {
	name := m.Tokenizer
	var data []byte
	var err error
	if name != "" {
		data, err = fetch(ctx, s, "tokenizer", name)
	} else {
		name, data, err = m.ownVocabulary(s)
	}
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".json") {
		return m.readPublished(s, data)
	}
	read := models.ReadSentencePiece
	if strings.HasSuffix(name, ".bin") {
		read = models.ReadLlama2cPieces
	}
	pieces, err := read(data)
	if err != nil {
		return nil, err
	}
	return token.NewPieces(pieces)
}

// ownVocabulary reads the vocabulary in the folder of the weights.
func (m *Import) ownVocabulary(s *pipeline.Stage) (name string, data []byte, err error) {
	for _, name := range []string{sentencePieceModel, tokenizerJSON} {
		data, err := os.ReadFile(filepath.Join(s.Path(m.Source), name))
		if !errors.Is(err, fs.ErrNotExist) {
			return name, data, err
		}
	}
	return "", nil, fmt.Errorf("%s has neither %s nor %s; name the vocabulary with the attribute tokenizer", m.Source, sentencePieceModel, tokenizerJSON)
}

// readFolder reads a folder of Hugging Face. Its bytes are those of the plan:
// the digest of what was pinned is compared before anything is believed.
func (m *Import) readFolder(ctx context.Context, s *pipeline.Stage) (*llama.Weights, error) {
	dir := s.Path(m.Source)
	got, err := pipeline.DigestPath(dir)
	if err != nil {
		return nil, err
	}
	if want, _ := s.PinDigest("source"); got != want {
		return nil, fmt.Errorf("%s: got %s, want %s", m.Source, got, want)
	}
	data, err := os.ReadFile(filepath.Join(dir, huggingFaceConfig))
	if err != nil {
		return nil, err
	}
	config, err := models.ReadHuggingFaceConfig(data)
	if err != nil {
		return nil, err
	}
	names, err := weightFiles(dir)
	if err != nil {
		return nil, err
	}
	all := make(models.Tensors)
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		tensors, err := models.ReadSafetensors(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for tensor, value := range tensors {
			all[tensor] = value
		}
	}
	return models.LlamaOf(config, all)
}

// weightFiles returns the names of the files that hold the weights: one, or
// those of an index.
func weightFiles(dir string) ([]string, error) {
	data, err := os.ReadFile(filepath.Join(dir, huggingFaceIndex))
	if errors.Is(err, fs.ErrNotExist) {
		return []string{huggingFaceWeights}, nil
	}
	if err != nil {
		return nil, err
	}
	names, err := models.ReadHuggingFaceIndex(data)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(names, func(name string) bool { return !filepath.IsLocal(name) || filepath.Base(name) != name }); i >= 0 {
		return nil, fmt.Errorf("%s names %q, want a file of its own folder", huggingFaceIndex, names[i])
	}
	return names, nil
}

// pieceRow is a row of the table "pieces", by id: the tokenizer of a model that
// has a SentencePiece vocabulary.
type pieceRow struct {
	Piece   []byte  `arrow:"piece"`
	Score   float32 `arrow:"score"`
	Control bool    `arrow:"control"`
}

func writePieces(w *artifacts.Writer, p *token.Pieces) error {
	rows := make([]pieceRow, 0, p.VocabSize())
	for _, piece := range p.List() {
		rows = append(rows, pieceRow{[]byte(piece.Text), piece.Score, piece.Control})
	}
	return artifacts.WriteTable(w, "pieces", rows)
}

func readPieces(a *artifacts.Artifact) (*token.Pieces, error) {
	rows, err := artifacts.ReadTable[pieceRow](a, "pieces")
	if err != nil {
		return nil, err
	}
	pieces := make([]token.ScoredPiece, len(rows))
	for i, r := range rows {
		pieces[i] = token.ScoredPiece{Text: string(r.Piece), Score: r.Score, Control: r.Control}
	}
	p, err := token.NewPieces(pieces)
	if err != nil {
		return nil, fmt.Errorf("pieces of %s: %w", a.Digest(), err)
	}
	return p, nil
}
