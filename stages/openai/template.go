package openai

import (
	"fmt"
	"strings"
)

// A ChatTemplate turns a conversation into the prompt of its next turn.
type ChatTemplate interface {
	// Render returns a conversation up to where the answer begins.
	Render(messages []Message) (Conversation, error)
	// Jinja is the template as Hugging Face writes it, for clients that render
	// conversations themselves; "" where there is none.
	Jinja() string
}

// A Conversation is what a model reads of one.
type Conversation struct {
	Text   string
	Tokens []int32 // nil where they are those of Text
	// Stop and Ends are strings and tokens that end the answer, beside those of the
	// request and the token that ends texts.
	Stop []string
	Ends []int32
}

// PlainTemplate is for models that were taught no other. What the system says
// stands alone; each turn is a line:
//
//	You are helpful.
//
//	User: Hello
//	Assistant: Hello!
//	User: What eats grass?
//	Assistant:
type PlainTemplate struct{}

var plainNames = map[string]string{"user": "User", "assistant": "Assistant"}

// Render refuses roles other than system, developer, user and assistant.
func (PlainTemplate) Render(messages []Message) (Conversation, error) {
	var b strings.Builder
	for i, m := range messages {
		switch name := plainNames[m.Role]; {
		case name != "":
			fmt.Fprintf(&b, "%s: %s\n", name, m.Content)
		case m.Role == "system" || m.Role == "developer":
			fmt.Fprintf(&b, "%s\n\n", m.Content)
		default:
			return Conversation{}, fmt.Errorf("message %d has role %q, want system, user or assistant", i, m.Role)
		}
	}
	b.WriteString("Assistant:")
	return Conversation{Text: b.String(), Stop: []string{"\nUser:"}}, nil
}

// Jinja is Render in Jinja.
func (PlainTemplate) Jinja() string {
	return "{% for m in messages %}{% if m['role'] == 'user' %}User: {{ m['content'] }}\n" +
		"{% elif m['role'] == 'assistant' %}Assistant: {{ m['content'] }}\n" +
		"{% else %}{{ m['content'] }}\n\n{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
}
