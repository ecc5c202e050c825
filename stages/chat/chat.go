package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"pipe/metrics"
)

// Roles of those who speak.
const (
	System    = "system"
	User      = "user"
	Assistant = "assistant"
)

// A Message is what one speaker says.
type Message struct{ Role, Content string }

// Tokens are the names of a tokenizer's special tokens.
type Tokens struct{ BOS, EOS string }

// A Template puts a conversation into text.
type Template struct {
	Name string
	Doc  string
	// Stop is the name of the token that ends a turn, where EOS does not.
	Stop string
	// Write writes the messages, all of them ended, and how an answer begins
	// where answer is set. It may refuse with ErrNoSystem.
	Write func(messages []Message, answer bool, t Tokens) (string, error)
}

// ErrNoSystem is in the error of a template that has no place for a system
// prompt.
var ErrNoSystem = errors.New("the template has no place for a system prompt")

// end marks where the last message ends. White space behind it tells whether the
// template keeps that of a message.
const end = "\x00 "

// Render returns the text of a conversation. If the last message is the
// assistant's, the text ends in it, so that the model goes on with it;
// otherwise it ends in how an answer begins. A system prompt that the template
// has no place for is dropped, as lm-evaluation-harness does, and said to be.
func (t Template) Render(messages []Message, tokens Tokens) (text string, dropped bool, err error) {
	if len(messages) == 0 {
		return "", false, errors.New("the conversation has no messages")
	}
	last := len(messages) - 1
	begun := messages[last].Role == Assistant
	if begun {
		messages = append([]Message(nil), messages...)
		messages[last].Content += end
	}
	text, err = t.Write(messages, !begun, tokens)
	if errors.Is(err, ErrNoSystem) && messages[0].Role == System {
		dropped = true
		text, err = t.Write(messages[1:], !begun, tokens)
	}
	if err != nil {
		return "", dropped, fmt.Errorf("chat template %q: %w", t.Name, err)
	}
	if !begun {
		return text, dropped, nil
	}
	at := strings.LastIndex(text, end[:1])
	if at < 0 {
		return "", dropped, fmt.Errorf("chat template %q: the answer that is begun is not in the text", t.Name)
	}
	if !strings.HasPrefix(text[at:], end) {
		return strings.TrimRightFunc(text[:at], metrics.IsSpace), dropped, nil
	}
	return text[:at], dropped, nil
}

// Recognise returns the template whose published text, in Jinja, this is. It is
// not ok for any other text.
func Recognise(text string) (t Template, ok bool) {
	name, ok := published[Digest(text)]
	if !ok {
		return Template{}, false
	}
	return Lookup(name)
}

// Digest is the SHA-256 of a published text, in hex.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Lookup returns the template of a name.
func Lookup(name string) (Template, bool) {
	for _, t := range templates {
		if t.Name == name {
			return t, true
		}
	}
	return Template{}, false
}

// Templates lists the templates.
func Templates() []Template { return append([]Template(nil), templates...) }
