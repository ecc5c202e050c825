package chat

import (
	"errors"
	"strings"

	"pipe/metrics"
)

// published has the SHA-256 of chat templates in Jinja, as models have them in
// tokenizer_config.json, and the name of what they do.
var published = map[string]string{
	"e8d5b5a546d3f19df16a5320c614fab05bdc4edd50e850f1afd947b503ea41cf": "llama2",
	"b48c47f6443892716176eb200bf4ef108f64e06ca26ed0fa8ebc0a4b3992fcb2": "llama3", // always begins an answer
	"ba03a121d097859c7b5b9cd03af99aafe95275210d2876f642ad9929a150f122": "llama3",
	"fcf7a096fe99a48fd9ad2b250bf9237e96e8f48bffec1c7ea4d3f225176cd40e": "chatml",
	"26a59556925c987317ce5291811ba3b7f32ec4c647c400c6cc7e3a9993007ba7": "mistral",
	"3c050259279da4341947d5f012aadc5975af71c235e71ef7e520531aaec17a86": "gemma",
	"4f39e3a4b9e3d369b42fd00d93a78f171914bb4e58ec84fc420433d7a153288a": "zephyr",
}

var templates = []Template{
	{Name: "llama2", Doc: "[INST] and <<SYS>>, of Llama 2", Write: llama2},
	{Name: "llama3", Doc: "<|start_header_id|>, of Llama 3", Stop: "<|eot_id|>", Write: llama3},
	{Name: "chatml", Doc: "<|im_start|>, of ChatML", Stop: "<|im_end|>", Write: chatML},
	{Name: "mistral", Doc: "[INST], of Mistral 7B", Write: mistral},
	{Name: "gemma", Doc: "<start_of_turn>, of Gemma", Stop: "<end_of_turn>", Write: gemma},
	{Name: "zephyr", Doc: "<|user|>, of Zephyr", Write: zephyr},
	{Name: "alpaca", Doc: "### Instruction, of Alpaca", Write: alpaca},
}

func trim(s string) string { return strings.TrimFunc(s, metrics.IsSpace) }

// split takes the system prompt off a conversation, if it has one.
func split(messages []Message) (system string, has bool, rest []Message) {
	if messages[0].Role == System {
		return messages[0].Content, true, messages[1:]
	}
	return "", false, messages
}

// alternate demands that user and assistant speak in turn, the user first.
func alternate(messages []Message) error {
	for i, m := range messages {
		if (m.Role == User) != (i%2 == 0) {
			return errors.New("user and assistant do not speak in turn, as the template wants them to")
		}
	}
	return nil
}

// llama2 has the system prompt inside the first question, and begins and ends a
// text with each pair of question and answer.
func llama2(messages []Message, _ bool, t Tokens) (string, error) {
	system, has, turns := split(messages)
	if err := alternate(turns); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, m := range turns {
		content := m.Content
		if i == 0 && has {
			content = "<<SYS>>\n" + system + "\n<</SYS>>\n\n" + content
		}
		if m.Role == User {
			b.WriteString(t.BOS + "[INST] " + trim(content) + " [/INST]")
		} else {
			b.WriteString(" " + trim(content) + " " + t.EOS)
		}
	}
	return b.String(), nil
}

func llama3(messages []Message, answer bool, t Tokens) (string, error) {
	var b strings.Builder
	b.WriteString(t.BOS)
	for _, m := range messages {
		b.WriteString("<|start_header_id|>" + m.Role + "<|end_header_id|>\n\n" + trim(m.Content) + "<|eot_id|>")
	}
	if answer {
		b.WriteString("<|start_header_id|>" + Assistant + "<|end_header_id|>\n\n")
	}
	return b.String(), nil
}

func chatML(messages []Message, answer bool, _ Tokens) (string, error) {
	var b strings.Builder
	for _, m := range messages {
		b.WriteString("<|im_start|>" + m.Role + "\n" + m.Content + "<|im_end|>\n")
	}
	if answer {
		b.WriteString("<|im_start|>" + Assistant + "\n")
	}
	return b.String(), nil
}

func mistral(messages []Message, _ bool, t Tokens) (string, error) {
	if messages[0].Role == System {
		return "", ErrNoSystem
	}
	if err := alternate(messages); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(t.BOS)
	for _, m := range messages {
		if m.Role == User {
			b.WriteString("[INST] " + m.Content + " [/INST]")
		} else {
			b.WriteString(m.Content + t.EOS)
		}
	}
	return b.String(), nil
}

func gemma(messages []Message, answer bool, _ Tokens) (string, error) {
	if messages[0].Role == System {
		return "", ErrNoSystem
	}
	if err := alternate(messages); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, m := range messages {
		role := m.Role
		if role == Assistant {
			role = "model"
		}
		b.WriteString("<start_of_turn>" + role + "\n" + trim(m.Content) + "<end_of_turn>\n")
	}
	if answer {
		b.WriteString("<start_of_turn>model\n")
	}
	return b.String(), nil
}

func zephyr(messages []Message, answer bool, t Tokens) (string, error) {
	var b strings.Builder
	for _, m := range messages {
		b.WriteString("<|" + m.Role + "|>\n" + m.Content + t.EOS + "\n")
	}
	if answer {
		b.WriteString("<|" + Assistant + "|>\n")
	}
	return b.String(), nil
}

// alpaca is the prompt that Stanford Alpaca was trained with, without the
// sentence that introduces it, which is a system prompt.
func alpaca(messages []Message, answer bool, _ Tokens) (string, error) {
	system, has, turns := split(messages)
	var b strings.Builder
	if has {
		b.WriteString(trim(system) + "\n\n")
	}
	for _, m := range turns {
		heading := "### Instruction:\n"
		if m.Role == Assistant {
			heading = "### Response:\n"
		}
		b.WriteString(heading + trim(m.Content) + "\n\n")
	}
	if answer {
		b.WriteString("### Response:\n")
	}
	return b.String(), nil
}
