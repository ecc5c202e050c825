package stages

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"pipe/stages/chat"
	"pipe/stages/openai"
)

// A servedChat puts conversations with a served model by a template, as
// evaluations do.
type servedChat struct {
	template  chat.Template
	form      textForm
	tokens    chat.Tokens
	tokenizer vocabulary
}

// chatTemplate returns how a served model is talked to: by the template of a
// name, or with "" by the one that it was published with. It is nil for a model
// that has none, which is talked to in plain text.
func (m languageModel) chatTemplate(name string) (openai.ChatTemplate, error) {
	if name == "" {
		name = m.conventions.Chat
	}
	if name == "" {
		return nil, nil
	}
	t, ok := chat.Lookup(name)
	if !ok {
		return nil, fmt.Errorf("there is no chat template %q; there are %s", name, strings.Join(chatTemplateNames(), ", "))
	}
	c := &servedChat{template: t, tokens: tokenNames(m.tokenizer), tokenizer: m.tokenizer}
	c.form.setTemplate(m.tokenizer, t)
	return c, nil
}

// chatTemplateNames lists the templates that have a name.
func chatTemplateNames() []string {
	var names []string
	for _, t := range chat.Templates() {
		names = append(names, t.Name)
	}
	return names
}

// Render implements openai.ChatTemplate.
func (c *servedChat) Render(messages []openai.Message) (openai.Conversation, error) {
	said := make([]chat.Message, len(messages))
	for i, m := range messages {
		said[i] = chat.Message(m)
		if m.Role == "developer" { // as newer clients call it
			said[i].Role = chat.System
		}
		if !slices.Contains([]string{chat.System, chat.User, chat.Assistant}, said[i].Role) {
			return openai.Conversation{}, fmt.Errorf("message %d has role %q, want system, user or assistant", i, m.Role)
		}
	}
	text, dropped, err := c.template.Render(said, c.tokens)
	if err != nil {
		return openai.Conversation{}, err
	}
	if dropped {
		return openai.Conversation{}, fmt.Errorf("chat template %q: %w; say it in the first message of the user", c.template.Name, chat.ErrNoSystem)
	}
	tokens := c.form.encodeMarked(nil, c.tokenizer, text)
	if len(tokens) == 0 {
		return openai.Conversation{}, errors.New("the conversation has no tokens")
	}
	answer := openai.Conversation{Text: text, Tokens: tokens, Ends: c.form.ends}
	if c.form.stop != "" {
		answer.Stop = []string{c.form.stop}
	}
	return answer, nil
}

// Jinja implements openai.ChatTemplate: the published text is known by its digest
// alone.
func (c *servedChat) Jinja() string { return "" }
