package chat

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestRender compares with what Jinja made of the published texts, and
// transformers' continue_final_message of answers that are begun.
func TestRender(t *testing.T) {
	data, err := os.ReadFile("testdata/rendered.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Template string
		Messages []Message
		Want     *string // nil where the template refuses
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]int)
	for i, c := range cases {
		template, ok := Lookup(c.Template)
		if !ok {
			t.Fatalf("case %d: no template %q", i, c.Template)
		}
		seen[c.Template]++
		got, dropped, err := template.Render(c.Messages, Tokens{"<s>", "</s>"})
		switch {
		case (err != nil) != (c.Want == nil):
			t.Errorf("case %d: %s.Render(%q) = %v, want error %t", i, c.Template, c.Messages, err, c.Want == nil)
		case err == nil && got != *c.Want:
			t.Errorf("case %d: %s.Render(%q) = %q, want %q", i, c.Template, c.Messages, got, *c.Want)
		case dropped && c.Messages[0].Role != System:
			t.Errorf("case %d: %s.Render drops a system prompt that is not there", i, c.Template)
		}
	}
	for digest, name := range published {
		if seen[name] == 0 {
			t.Errorf("%s, which is %s…, is compared with nothing", name, digest[:8])
		}
	}
}

func TestRenderAlpaca(t *testing.T) {
	template, _ := Lookup("alpaca")
	got, _, err := template.Render([]Message{{System, "Below is an instruction."}, {User, "Add. "}}, Tokens{})
	if want := "Below is an instruction.\n\n### Instruction:\nAdd.\n\n### Response:\n"; err != nil || got != want {
		t.Errorf("Render = %q, %v, want %q", got, err, want)
	}
}

func TestRecognise(t *testing.T) {
	// ChatML, as published.
	text := `{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}` +
		`{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`
	if got, ok := Recognise(text); !ok || got.Name != "chatml" {
		t.Errorf("Recognise(…) = %q, %t, want chatml", got.Name, ok)
	}
	if got, ok := Recognise(strings.TrimSuffix(text, " ") + " "); ok {
		t.Errorf("Recognise of another text = %q, want none", got.Name)
	}
	for digest, name := range published {
		if _, ok := Lookup(name); !ok || len(digest) != 64 {
			t.Errorf("%s stands for %q, which is no template", digest, name)
		}
	}
}
