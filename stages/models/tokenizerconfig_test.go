package models

import "testing"

func TestReadTokenizerConfig(t *testing.T) {
	for _, c := range []struct {
		name, json string
		want       TokenizerConfig
		fails      bool
	}{
		{"nothing", `{}`, TokenizerConfig{}, false},
		{"Llama's class", `{"tokenizer_class": "LlamaTokenizerFast"}`, TokenizerConfig{AddsBOS: true, SaysBOS: true}, false},
		{"another class", `{"tokenizer_class": "PreTrainedTokenizerFast"}`, TokenizerConfig{}, false},
		{"no BOS", `{"tokenizer_class": "LlamaTokenizer", "add_bos_token": false}`, TokenizerConfig{SaysBOS: true}, false},
		{"special tokens as text", `{"split_special_tokens": true}`, TokenizerConfig{SplitsSpecial: true}, false},
		{"template", `{"chat_template": "{{ x }}"}`, TokenizerConfig{ChatTemplate: "{{ x }}"}, false},
		{"no template", `{"chat_template": null}`, TokenizerConfig{}, false},
		{"several", `{"chat_template": [{"name": "tool_use", "template": "a"}, {"name": "default", "template": "b"}]}`,
			TokenizerConfig{ChatTemplate: "b"}, false},
		{"a number", `{"chat_template": 1}`, TokenizerConfig{}, true},
		{"no JSON", `{`, TokenizerConfig{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ReadTokenizerConfig([]byte(c.json))
			if (err != nil) != c.fails || got != c.want {
				t.Errorf("ReadTokenizerConfig = %+v, %v, want %+v, error %t", got, err, c.want, c.fails)
			}
		})
	}
}
