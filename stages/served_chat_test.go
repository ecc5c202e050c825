package stages

import (
	"slices"
	"strings"
	"testing"

	"pipe/stages/openai"
)

// TestServedChat demands that a conversation with a served model has the tokens
// that an evaluation gives it.
func TestServedChat(t *testing.T) {
	v := piecesOf(t)
	m := languageModel{tokenizer: v, conventions: conventions{Chat: "llama2"}}
	template, err := m.chatTemplate("")
	if err != nil {
		t.Fatal(err)
	}
	got, err := template.Render([]openai.Message{{Role: "user", Content: "a"}, {Role: "assistant", Content: "b"}, {Role: "user", Content: "<s>"}})
	if err != nil {
		t.Fatal(err)
	}
	a := &answerer{languageModel: m}
	form := template.(*servedChat).template
	a.setText(bosOfTokenizer, &form)
	if want := a.encode(got.Text); !slices.Equal(got.Tokens, want) {
		t.Errorf("Render of %q has the tokens %v, want %v", got.Text, got.Tokens, want)
	}
	if !strings.Contains(got.Text, "[INST] a [/INST]") || len(got.Ends) > 0 {
		t.Errorf("Render = %q, which ends with %v", got.Text, got.Ends)
	}
	if _, err := template.Render([]openai.Message{{Role: "tool", Content: "a"}}); err == nil || !strings.Contains(err.Error(), `message 0 has role "tool"`) {
		t.Errorf("Render of another role: %v", err)
	}
}

func TestChatTemplateOfModel(t *testing.T) {
	plain := languageModel{tokenizer: piecesOf(t)}
	if got, err := plain.chatTemplate(""); got != nil || err != nil {
		t.Errorf("chatTemplate of a model without one = %v, %v, want none", got, err)
	}
	if got, err := plain.chatTemplate("gemma"); got == nil || err != nil {
		t.Errorf("chatTemplate(gemma) = %v, %v", got, err)
	} else if _, err := got.Render([]openai.Message{{Role: "system", Content: "s"}, {Role: "user", Content: "a"}}); err == nil || !strings.Contains(err.Error(), "no place for a system prompt") {
		t.Errorf("Render of a system prompt that has no place: %v", err)
	}
	if _, err := plain.chatTemplate("alpacca"); err == nil || !strings.Contains(err.Error(), "there are ") {
		t.Errorf("chatTemplate(alpacca) = %v, want an error that names those there are", err)
	}
}
