package models

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A TokenizerConfig is what counts in a tokenizer_config.json of Hugging Face.
type TokenizerConfig struct {
	// ChatTemplate is the text, in Jinja, that puts conversations into the
	// model's form; "" where there is none.
	ChatTemplate string
	// AddsBOS says whether texts begin with the token that begins texts, where
	// SaysBOS; otherwise the vocabulary itself says it.
	AddsBOS, SaysBOS bool
	// SplitsSpecial says that what spells a special token in a text is text.
	SplitsSpecial bool
}

// ReadTokenizerConfig reads a tokenizer_config.json. Of several chat templates it
// is the one that is called default.
func ReadTokenizerConfig(data []byte) (TokenizerConfig, error) {
	var f struct {
		ChatTemplate json.RawMessage `json:"chat_template"`
		AddBOS       *bool           `json:"add_bos_token"`
		Class        string          `json:"tokenizer_class"`
		SplitSpecial bool            `json:"split_special_tokens"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return TokenizerConfig{}, fmt.Errorf("tokenizer_config.json: %w", err)
	}
	c := TokenizerConfig{SplitsSpecial: f.SplitSpecial}
	switch {
	case f.AddBOS != nil:
		c.AddsBOS, c.SaysBOS = *f.AddBOS, true
	case strings.HasPrefix(f.Class, "LlamaTokenizer"): // transformers' default for this class
		c.AddsBOS, c.SaysBOS = true, true
	}
	if len(f.ChatTemplate) == 0 || string(f.ChatTemplate) == "null" {
		return c, nil
	}
	if json.Unmarshal(f.ChatTemplate, &c.ChatTemplate) == nil {
		return c, nil
	}
	var several []struct{ Name, Template string }
	if err := json.Unmarshal(f.ChatTemplate, &several); err != nil {
		return c, fmt.Errorf("tokenizer_config.json: chat_template is neither a text nor a list of named texts: %w", err)
	}
	for _, t := range several {
		if t.Name == "default" {
			c.ChatTemplate = t.Template
		}
	}
	return c, nil
}
