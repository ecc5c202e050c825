package stages

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"pipe/metrics"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/chat"
)

// A Chat puts prompts as conversations.
type Chat struct {
	Template  string            `hcl:"template,optional" one_of:"model,llama2,llama3,chatml,mistral,gemma,zephyr,alpaca" doc:"The form of a conversation; \"model\" is the one that the model was published with"`
	Render    pipeline.Template `hcl:"render,optional" doc:"The form in place of template: the text of doc.messages, a list of role and content; doc.answer says whether it ends in how an answer begins, doc.bos and doc.eos name special tokens"`
	Stop      string            `hcl:"stop,optional" doc:"Name of the token that ends an answer, for render"`
	Multiturn bool              `hcl:"multiturn,optional" doc:"Shots are turns of their own; otherwise they stand in one message with the question"`
}

// SetDefaults is the form that the model was published with.
func (c *Chat) SetDefaults() { c.Template, c.Multiturn = chatOfModel, true }

// chatOfModel is the template that a model was published with.
const chatOfModel = "model"

// checkChat finds a conversation in two forms, or of a model that has none.
func (e *Evaluate) checkChat(c *pipeline.Check) {
	if e.Chat == nil {
		return
	}
	if e.Chat.Render.IsSet() && e.Chat.Template != chatOfModel {
		c.Given("chat.template").Errorf("chat.render", "Two forms of a conversation",
			"The form is written out in render, and template names %q. Remove one of the two.", e.Chat.Template)
	}
	if e.Chat.Stop != "" && !e.Chat.Render.IsSet() {
		c.Given("chat.render").Errorf("chat.stop", "Unused attribute", "A template knows by itself what ends an answer; stop is for render.")
	}
	if e.Chat.Render.IsSet() || e.Chat.Template != chatOfModel {
		return
	}
	for _, model := range e.Model.Candidates() {
		if _, imported := model.Config().(*Import); model.Config() != nil && !imported && model.Node().Kind.Name == "pretrain" {
			c.Given("chat.template", "chat.render").Errorf("chat", "Model without a chat template",
				"%s was trained here, on text that is no conversation. Name a form with template, or write one out with render.",
				model.Node().Address())
		}
	}
}

// A conversation turns the prompts of an evaluation into what the model reads.
type conversation struct {
	template *chat.Template // nil puts prompts as they stand
	tokens   chat.Tokens
	system   string
	multi    bool
	dropped  bool // a system prompt of the benchmark at hand, for which the template has no place
}

// newConversation returns how the model is talked to.
func (e *Evaluate) newConversation(m languageModel) (*conversation, error) {
	v := &conversation{system: e.System, tokens: tokenNames(m.tokenizer)}
	if e.Chat == nil {
		return v, nil
	}
	v.multi = e.Chat.Multiturn
	if e.Chat.Render.IsSet() {
		v.template = &chat.Template{Name: "render", Stop: e.Chat.Stop, Write: written(e.Chat.Render)}
		return v, nil
	}
	name := e.Chat.Template
	if name == chatOfModel {
		name = m.conventions.Chat
	}
	if t, ok := chat.Lookup(name); ok {
		v.template = &t
		return v, nil
	}
	use := fmt.Sprintf("name what it does with template in the block chat (%s), or write it out with render", strings.Join(chatTemplateNames(), ", "))
	if text := m.conventions.ChatTemplate; text != "" {
		return nil, fmt.Errorf("the model's chat template, of SHA-256 %s, is none that is known: %s", chat.Digest(text), use)
	}
	return nil, fmt.Errorf("the model has no chat template: %s", use)
}

// tokenNames returns how a vocabulary spells the tokens around a text.
func tokenNames(v vocabulary) (names chat.Tokens) {
	for name, id := range specialTokens(v) {
		if id == v.BOS() {
			names.BOS = name
		}
		if id == v.EOS() {
			names.EOS = name
		}
	}
	return names
}

// written is a chat template that the experiment file writes out.
func written(t pipeline.Template) func([]chat.Message, bool, chat.Tokens) (string, error) {
	type message struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	}
	return func(messages []chat.Message, answer bool, tokens chat.Tokens) (string, error) {
		doc := struct {
			Messages []message `json:"messages"`
			Answer   bool      `json:"answer"`
			BOS      string    `json:"bos"`
			EOS      string    `json:"eos"`
		}{Answer: answer, BOS: tokens.BOS, EOS: tokens.EOS}
		for _, m := range messages {
			doc.Messages = append(doc.Messages, message(m))
		}
		data, err := json.Marshal(doc)
		if err != nil {
			return "", err
		}
		v, err := t.Value(data)
		if err != nil {
			return "", err
		}
		return v.Text()
	}
}

// put rewrites the prompts of a set of questions, where it asks for what a
// conversation can be about.
func (v *conversation) put(set *questionSet) error {
	v.dropped = false
	if set.spec.Request != benchmarks.MultipleChoice && set.spec.Request != benchmarks.Generate {
		return nil
	}
	if v.template == nil && v.system == "" {
		return nil
	}
	for i := range set.items {
		if err := v.putItem(&set.items[i], set.spec.ShotDelimiter); err != nil {
			return &benchmarks.ItemError{Document: i, Attribute: "prompt", Err: err}
		}
	}
	if v.template != nil {
		return v.closeUp(set)
	}
	return nil
}

// closeUp takes the delimiter from between prompts and choices: a template ends
// in white space of its own. It stays where an answer is begun, unless that ends
// in white space.
func (v *conversation) closeUp(set *questionSet) error {
	wants := func(it benchmarks.Item) bool {
		return it.AnswerPrefix != "" && strings.TrimRightFunc(it.AnswerPrefix, metrics.IsSpace) == it.AnswerPrefix
	}
	for i := range set.items {
		if wants(set.items[i]) != wants(set.items[0]) {
			return &benchmarks.ItemError{Document: i, Attribute: "answer_prefix",
				Err: errors.New("it begins answers otherwise than document 0 does, and choices would follow one of them without a delimiter")}
		}
	}
	if len(set.items) > 0 && !wants(set.items[0]) {
		set.spec.Delimiter = ""
	}
	return nil
}

func (v *conversation) putItem(it *benchmarks.Item, delimiter string) error {
	if len(it.Contexts) == 0 {
		text, err := v.text(it, it.Context, 0, delimiter)
		it.Context = text
		return err
	}
	for i, prompt := range it.Contexts {
		text, err := v.text(it, prompt, i, delimiter)
		if err != nil {
			return err
		}
		it.Contexts[i] = text
	}
	return nil
}

// text puts the prompt of a choice, or the one prompt.
func (v *conversation) text(it *benchmarks.Item, prompt string, choice int, delimiter string) (string, error) {
	turns := it.TurnsOf(choice)
	said := func(t benchmarks.Turn) string { return prompt[t.Start:t.End] }
	description := turns[0]
	system := benchmarks.Join(v.system, said(description), delimiter)
	if v.template == nil {
		return system + prompt[description.End:], nil
	}
	var messages []chat.Message
	say := func(role, content string) {
		if content != "" || role == chat.User {
			messages = append(messages, chat.Message{Role: role, Content: content})
		}
	}
	say(chat.System, system)
	question, begun := turns[len(turns)-2], turns[len(turns)-1]
	if v.multi {
		for shot := turns[1 : len(turns)-2]; len(shot) > 0; shot = shot[2:] {
			say(chat.User, said(shot[0]))
			say(chat.Assistant, said(shot[1]))
		}
		say(chat.User, said(question))
	} else {
		say(chat.User, prompt[description.End:question.End])
	}
	say(chat.Assistant, said(begun))
	text, dropped, err := v.template.Render(messages, v.tokens)
	v.dropped = v.dropped || dropped
	return text, err
}
