package stages

import (
	"context"
	"fmt"
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
	Version: 3,
	Doc:     "imports the weights of a published LLaMA, or names a server that has a model",
	New:     func() pipeline.Config { return &Import{Chat: chatOfModel} },
})

// An Import reads a model that was trained elsewhere.
type Import struct {
	Source          string    `hcl:"source,optional" recipe:"-" doc:"The weights: a folder of Hugging Face with config.json and model.safetensors, or a .bin file of llama2.c; a path, or an address as a dataset has"` // bytes count by digest
	SHA256          string    `hcl:"sha256,optional" recipe:"-" doc:"Digest of the file; required for everything that is not a path"`
	Tokenizer       string    `hcl:"tokenizer,optional" recipe:"-" doc:"The vocabulary: a tokenizer.model of SentencePiece, a tokenizer.json of Hugging Face, or a tokenizer.bin of llama2.c; the tokenizer.model in the folder by default, or its tokenizer.json. Beside a block endpoint it is optional"`
	TokenizerSHA256 string    `hcl:"tokenizer_sha256,optional" recipe:"-" doc:"Digest of the vocabulary"`
	Chat            string    `hcl:"chat,optional" one_of:"model,llama2,llama3,chatml,mistral,gemma,zephyr,alpaca" doc:"The form of conversations that the model was trained on; \"model\" is what the folder's tokenizer_config.json has"`
	Endpoint        *Endpoint `hcl:"endpoint,block" doc:"A server of OpenAI's completions that has the model, in place of source"`
}

// isFolder reports whether the source names a folder rather than a file of
// llama2.c.
func (m *Import) isFolder() bool { return !strings.HasSuffix(m.Source, ".bin") }

// Check finds sources that name no bytes, and a file without a vocabulary.
func (m *Import) Check(c *pipeline.Check) {
	if m.Endpoint != nil || m.Source == "" {
		m.checkEndpoint(c)
		return
	}
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
	var pins []pipeline.Pin
	if m.Endpoint == nil {
		pins = append(pins, pin("source", m.Source, m.SHA256))
	}
	if m.Tokenizer != "" {
		pins = append(pins, pin("tokenizer", m.Tokenizer, m.TokenizerSHA256))
	}
	return pins
}

// Run writes a model.
func (m *Import) Run(ctx context.Context, s *pipeline.Stage) error {
	if m.Endpoint != nil {
		return m.runEndpoint(ctx, s)
	}
	var dir modelFolder
	var err error
	if m.isFolder() {
		if dir, err = m.folder(s); err != nil {
			return err
		}
	}
	tokenizer, err := m.vocabulary(ctx, s, dir)
	if err != nil {
		return err
	}
	var weights *llama.Weights
	if m.isFolder() {
		weights, err = dir.weights(ctx)
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
	conventions, err := dir.conventions()
	if err != nil {
		return err
	}
	if m.Chat != chatOfModel {
		conventions.Chat, conventions.ChatTemplate = m.Chat, ""
	}
	return writeModel(s.Out, languageModel{weights: weights, tokenizer: tokenizer, conventions: conventions}, trained{})
}

// vocabulary reads the tokenizer: the one that is named, or that of the folder.
func (m *Import) vocabulary(ctx context.Context, s *pipeline.Stage, dir modelFolder) (vocabulary, error) {
	name := m.Tokenizer
	var data []byte
	var err error
	if name != "" {
		data, err = fetch(ctx, s, "tokenizer", name)
	} else {
		name, data, err = dir.vocabulary()
	}
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".json") {
		return dir.readPublished(data)
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
