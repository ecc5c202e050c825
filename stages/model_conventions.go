package stages

import (
	"errors"
	"fmt"
	"io/fs"

	"pipe/artifacts"
	"pipe/engine/token"
	"pipe/stages/chat"
	"pipe/stages/models"
)

// conventions are how a model that was trained elsewhere wants its texts: the
// only row of the table "conventions", which models have that say anything.
type conventions struct {
	// Chat names the template of conversations; ChatTemplate is the published
	// text of one, in Jinja, of which the name is not known.
	Chat         string `arrow:"chat"`
	ChatTemplate string `arrow:"chat_template"`
	// AddsBOS says whether texts begin with the token that begins texts, where
	// SaysBOS.
	AddsBOS bool `arrow:"adds_bos"`
	SaysBOS bool `arrow:"says_bos"`
}

const (
	conventionsTable = "conventions"
	tokenizerConfig  = "tokenizer_config.json"
)

// conventions reads what the folder says, where it says anything.
func (f modelFolder) conventions() (conventions, error) {
	config, err := f.tokenizerConfig()
	if err != nil {
		return conventions{}, err
	}
	c := conventions{ChatTemplate: config.ChatTemplate, AddsBOS: config.AddsBOS, SaysBOS: config.SaysBOS}
	if t, ok := chat.Recognise(config.ChatTemplate); ok {
		c.Chat, c.ChatTemplate = t.Name, ""
	}
	return c, nil
}

// tokenizerConfig reads the folder's tokenizer_config.json; without one nothing
// is said.
func (f modelFolder) tokenizerConfig() (models.TokenizerConfig, error) {
	data, err := f.read(tokenizerConfig)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return models.TokenizerConfig{}, nil
	case err != nil:
		return models.TokenizerConfig{}, err
	}
	return models.ReadTokenizerConfig(data)
}

func writeConventions(w *artifacts.Writer, c conventions) error {
	if c == (conventions{}) {
		return nil
	}
	return artifacts.WriteTable(w, conventionsTable, []conventions{c})
}

func readConventions(a *artifacts.Artifact) (conventions, error) {
	if _, ok := a.File(conventionsTable + ".arrow"); !ok {
		return conventions{}, nil
	}
	rows, err := artifacts.ReadTable[conventions](a, conventionsTable)
	if err != nil {
		return conventions{}, err
	}
	if len(rows) != 1 {
		return conventions{}, fmt.Errorf("table %s: got %d rows, want 1", conventionsTable, len(rows))
	}
	return rows[0], nil
}

// addsBOS says whether the model's texts begin with the token that begins texts.
// Of a vocabulary that says nothing, as those made here, they do.
func (m languageModel) addsBOS() bool {
	if m.conventions.SaysBOS {
		return m.conventions.AddsBOS
	}
	if v, ok := m.tokenizer.(*jsonVocabulary); ok {
		return v.AddsBOS()
	}
	return true
}

// specialTokens returns the ids of a vocabulary's tokens that stand for no text,
// by name. A tokenizer.json finds its own in a text.
func specialTokens(v vocabulary) map[string]int32 {
	ids := make(map[string]int32)
	switch v := v.(type) {
	case *token.Pieces:
		for i, p := range v.List() {
			if p.Control {
				ids[p.Text] = int32(i)
			}
		}
	case *token.BPE:
		for _, id := range []int32{v.BOS(), v.EOS(), v.Pad(), v.Mask()} {
			ids[string(v.Piece(id))] = id
		}
	case *jsonVocabulary:
		for id := range int32(v.VocabSize()) {
			if len(v.Piece(id)) == 0 && v.Name(id) != "" {
				ids[v.Name(id)] = id
			}
		}
	}
	return ids
}
