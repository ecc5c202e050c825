package stages

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/engine/token"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
	"pipe/stages/chat"
	"pipe/stages/models"
)

// TestConversation compares the messages of prompts with those that
// lm-evaluation-harness 0.4.13 makes of the same shots and questions.
func TestConversation(t *testing.T) {
	prompt := benchmarks.Prompt{Description: "D\n\n", Delimiter: " ", ShotDelimiter: "\n\n"}
	for _, c := range []struct {
		name, system         string
		multi                bool
		shots                []benchmarks.Shot
		question, prefix     string
		description          string
		want                 string
		delimiter, delimited string // of choices, before and after
	}{
		{"shots in turn", "", true, []benchmarks.Shot{{Text: "Q1:", Answer: "A1"}, {Text: "Q2:"}}, "Q3:", "", "D\n\n",
			`[{system D\n\n} {user Q1:} {assistant A1} {user Q2:} {user Q3:}]`, " ", ""},
		{"shots in one", "", false, []benchmarks.Shot{{Text: "Q1:", Answer: "A1"}, {Text: "Q2:"}}, "Q3:", "", "D\n\n",
			`[{system D\n\n} {user Q1: A1\n\nQ2:Q3:}]`, " ", ""},
		{"begun in turn", "", true, []benchmarks.Shot{{Text: "Q1:", Prefix: "So:", Answer: "A1"}}, "Q3:", "So:", "",
			`[{user Q1:} {assistant So: A1} {user Q3:} {assistant So:\x00 }]`, " ", " "},
		{"begun in one", "", false, []benchmarks.Shot{{Text: "Q1:", Prefix: "So:", Answer: "A1"}}, "Q3:", "So:", "",
			`[{user Q1: So: A1\n\nQ3:} {assistant So:\x00 }]`, " ", " "},
		{"begun with a space", "", true, nil, "Q3:", "So: ", "",
			`[{user Q3:} {assistant So: \x00 }]`, "\n", ""},
		{"system", "Be brief.", true, nil, "Q", "", "", `[{system Be brief.} {user Q}]`, " ", ""},
		{"system and description", "Be brief.", true, nil, "Q", "", "Questions.", `[{system Be brief.\n\nQuestions.} {user Q}]`, " ", ""},
		{"system that ends in a line", "Be brief.\n", true, nil, "Q", "", "D", `[{system Be brief.\nD} {user Q}]`, " ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := prompt
			p.Description = c.description
			it := benchmarks.Item{Context: c.question, AnswerPrefix: c.prefix, Choices: []string{"x"}, Gold: []int64{0}}
			it.Assemble(p, c.shots)
			var got []chat.Message
			template := &chat.Template{Name: "told", Write: func(messages []chat.Message, _ bool, _ chat.Tokens) (string, error) {
				got = messages
				return messages[len(messages)-1].Content, nil
			}}
			set := questionSet{spec: benchmarks.NewSpec(benchmarks.MultipleChoice), items: []benchmarks.Item{it}}
			set.spec.Delimiter = c.delimiter
			v := conversation{template: template, system: c.system, multi: c.multi}
			if err := v.put(&set); err != nil {
				t.Fatal(err)
			}
			var text []string
			for _, m := range got {
				text = append(text, "{"+m.Role+" "+strings.NewReplacer("\n", `\n`, "\x00", `\x00`).Replace(m.Content)+"}")
			}
			if got := "[" + strings.Join(text, " ") + "]"; got != c.want {
				t.Errorf("messages are %s, want %s", got, c.want)
			}
			if set.spec.Delimiter != c.delimited {
				t.Errorf("choices follow %q, want %q", set.spec.Delimiter, c.delimited)
			}
		})
	}
}

// TestSystemAlone puts a system prompt before a prompt that is no conversation.
func TestSystemAlone(t *testing.T) {
	it := benchmarks.Item{Contexts: []string{"It was A", "It was B"}, Choices: []string{"x", "x"}}
	it.Assemble(benchmarks.Prompt{Description: "D. ", Delimiter: " ", ShotDelimiter: "; "}, []benchmarks.Shot{{Text: "It was C", Answer: "y"}})
	set := questionSet{spec: benchmarks.NewSpec(benchmarks.MultipleChoice), items: []benchmarks.Item{it}}
	set.spec.ShotDelimiter = "; "
	if err := (&conversation{system: "Think"}).put(&set); err != nil {
		t.Fatal(err)
	}
	want := []string{"Think; D. It was C y; It was A", "Think; D. It was C y; It was B"}
	if got := set.items[0].Contexts; !slices.Equal(got, want) {
		t.Errorf("prompts are %q, want %q", got, want)
	}
	if set.spec.Delimiter != " " {
		t.Errorf("choices follow %q, want a space", set.spec.Delimiter)
	}
}

// TestMixedBeginnings has documents of which one begins its answer.
func TestMixedBeginnings(t *testing.T) {
	set := questionSet{spec: benchmarks.NewSpec(benchmarks.MultipleChoice)}
	for _, prefix := range []string{"", "So:"} {
		it := benchmarks.Item{Context: "Q", AnswerPrefix: prefix, Choices: []string{"x"}}
		it.Assemble(benchmarks.Prompt{}, nil)
		set.items = append(set.items, it)
	}
	llama2, _ := chat.Lookup("llama2")
	err := (&conversation{template: &llama2}).put(&set)
	if err == nil || !strings.Contains(err.Error(), "document 1: it begins answers otherwise") {
		t.Errorf("put = %v, want an error about document 1", err)
	}
}

// piecesOf reads the small vocabulary of testdata.
func piecesOf(t *testing.T) *token.Pieces {
	t.Helper()
	data, err := os.ReadFile("testdata/tiny_pieces.bin")
	if err != nil {
		t.Fatal(err)
	}
	list, err := models.ReadLlama2cPieces(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		list[i].Control = list[i].Control || list[i].Text == "<s>" || list[i].Text == "</s>"
	}
	pieces, err := token.NewPieces(list)
	if err != nil {
		t.Fatal(err)
	}
	return pieces
}

// TestEncode has prompts with and without BOS, of their own or from the
// tokenizer, and special tokens that stand in conversations.
func TestEncode(t *testing.T) {
	v := piecesOf(t)
	bos, eos := v.BOS(), v.EOS()
	text := func(s string) []int32 { return v.Encode(nil, s) }
	llama2, _ := chat.Lookup("llama2")
	for _, c := range []struct {
		name, bos string
		template  *chat.Template
		prompt    string
		want      []int32
	}{
		{"plain", bosOfTokenizer, nil, "a b", slices.Concat([]int32{bos}, text("a b"))},
		{"never", bosNever, nil, "a b", text("a b")},
		{"document that spells BOS", bosOfTokenizer, nil, "<s>a", slices.Concat([]int32{bos}, text("<s>a"))},
		{"template that spells BOS", bosAlways, &llama2, "<s>a", slices.Concat([]int32{bos}, text("a"))},
		{"template without BOS", bosOfTokenizer, &llama2, "a", slices.Concat([]int32{bos}, text("a"))},
		{"template without BOS, never", bosNever, &llama2, "a", text("a")},
		{"pairs", bosNever, &llama2, "<s>a </s><s>b", slices.Concat([]int32{bos}, text("a "), []int32{eos, bos}, text("b"))},
		{"empty", bosNever, nil, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &answerer{languageModel: languageModel{tokenizer: v}}
			a.setText(c.bos, c.template)
			if got := a.encode(c.prompt); !slices.Equal(got, c.want) {
				t.Errorf("encode(%q) = %v, want %v", c.prompt, got, c.want)
			}
		})
	}
	a := &answerer{languageModel: languageModel{tokenizer: v}}
	a.setText(bosNever, &llama2)
	context, own, err := a.pair(benchmarks.Request{Continuation: "<s>a"})
	if err != nil || !slices.Equal(context, []int32{bos}) || !slices.Equal(own, text("a")) {
		t.Errorf("pair without a context = %v, %v, %v, want BOS and the text behind it", context, own, err)
	}
}

// TestProtocol reads what evaluations of testdata/kinds.hcl say of their prompts.
func TestProtocol(t *testing.T) {
	for _, c := range []struct {
		address string
		set     int
		want    protocolRow
	}{
		{"evaluate.causal", 0, protocolRow{BOS: "added"}},
		{"evaluate.talked", 0, protocolRow{BOS: "in the prompt", Chat: "llama2", Multiturn: true, System: "Be brief."}},
		{"evaluate.talked", 2, protocolRow{BOS: "added"}},
		{"evaluate.written", 0, protocolRow{BOS: "none", Chat: "render"}},
	} {
		t.Run(c.address, func(t *testing.T) {
			tr := &trial{store: newStore(t), address: c.address}
			if err := tr.run(t); err != nil {
				t.Fatal(err)
			}
			a, err := tr.store.Artifact(tr.artifact)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := artifacts.ReadTable[protocolRow](a, resultTable(c.set, "protocol"))
			if err != nil || len(rows) != 1 {
				t.Fatalf("protocol = %v, %v, want a row", rows, err)
			}
			got := rows[0]
			if got.Documents == 0 || c.set == 0 && (len(got.FirstTokens) != firstTokens || len(got.Prompt) != 64) {
				t.Errorf("protocol = %+v, want documents, the first tokens and the prompt's digest", got)
			}
			got.FirstTokens, got.Prompt, got.Documents, got.Truncated = nil, "", 0, 0
			if got.BOS != c.want.BOS || got.Chat != c.want.Chat || got.Multiturn != c.want.Multiturn || got.System != c.want.System {
				t.Errorf("protocol = %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestConventions imports folders with a tokenizer_config.json, and asks the
// models as it says.
func TestConventions(t *testing.T) {
	chatml := `{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}` +
		`{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}`
	for _, c := range []struct {
		name   string
		config map[string]any
		chat   string // attribute of the model
		want   conventions
		err    string // of a conversation with it
	}{
		{"known", map[string]any{"chat_template": chatml, "add_bos_token": false}, "", conventions{Chat: "chatml", SaysBOS: true}, ""},
		{"unknown", map[string]any{"chat_template": "{{ x }}"}, "", conventions{ChatTemplate: "{{ x }}"},
			"the model's chat template, of SHA-256 " + chat.Digest("{{ x }}") + ", is none that is known"},
		{"named", map[string]any{"chat_template": "{{ x }}"}, "zephyr", conventions{Chat: "zephyr"}, ""},
		{"none", map[string]any{"add_bos_token": true}, "", conventions{AddsBOS: true, SaysBOS: true}, "the model has no chat template"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folderOf(t)
			config, err := json.Marshal(c.config)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, tokenizerConfig), config, 0o644); err != nil {
				t.Fatal(err)
			}
			named := ""
			if c.chat != "" {
				named = fmt.Sprintf(" chat = %q\n", c.chat)
			}
			made, err := runImport(t, fmt.Sprintf("model \"m\" {\n source = %q\n%s}\n", dir, named))
			if err != nil {
				t.Fatal(err)
			}
			m, err := readModel(made["model.m"])
			if err != nil {
				t.Fatal(err)
			}
			if m.conventions != c.want {
				t.Errorf("conventions = %+v, want %+v", m.conventions, c.want)
			}
			if got, want := m.addsBOS(), !c.want.SaysBOS || c.want.AddsBOS; got != want {
				t.Errorf("addsBOS() = %t, want %t", got, want)
			}
			e := &Evaluate{Chat: &Chat{}}
			e.Chat.SetDefaults()
			v, err := e.newConversation(m)
			if c.err == "" && (err != nil || v.template.Name != c.want.Chat) || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("newConversation = %+v, %v, want the template %q or …%s…", v, err, c.want.Chat, c.err)
			}
		})
	}
}

// TestCheckChat finds blocks chat that cannot be right.
func TestCheckChat(t *testing.T) {
	for _, c := range []struct{ chat, want string }{
		{"", "Model without a chat template"},
		{"template = \"gpt\"", "Unknown value"},
		{"template = \"llama2\"\n render = \"x\"", "Two forms of a conversation"},
		{"template = \"llama2\"\n stop = \"x\"", "Unused attribute"},
	} {
		body := "request = \"generate\"\n metrics = [\"f1\"]\n max_tokens = 4\n prompt = \"x\"\n answer = \"y\""
		file := strings.Replace(broken, "BODY", body, 1)
		file = strings.Replace(file, "benchmarks = [suite.s]\n", "benchmarks = [suite.s]\n  chat {\n "+c.chat+"\n  }\n", 1)
		path := filepath.Join(t.TempDir(), "broken.hcl")
		if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
		_, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
		if !strings.Contains(diags.Error(), c.want) {
			t.Errorf("chat { %s }: %v, want %q", c.chat, diags.Errs(), c.want)
		}
	}
}

// TestFit has answers that a benchmark allows and a model has no room for.
func TestFit(t *testing.T) {
	for _, c := range []struct {
		request   string
		maxTokens int64
		context   int
		truncate  string
		want      int64 // 0 is an error
	}{
		{benchmarks.Generate, 256, 512, truncateAny, 256},
		{benchmarks.Generate, 511, 512, truncateNone, 511},
		{benchmarks.Generate, 512, 512, truncateAny, 256},
		{benchmarks.Generate, 512, 512, truncatePrompts, 0},
		{benchmarks.Generate, 512, 512, truncateNone, 0},
		{benchmarks.Generate, 1024, 24, truncateAny, 12},
		{benchmarks.MultipleChoice, 1024, 24, truncateNone, 1024},
	} {
		q := questionSet{spec: benchmarks.Spec{Request: c.request, MaxTokens: c.maxTokens}}
		err := q.fit(c.context, c.truncate)
		if (err != nil) != (c.want == 0) || err == nil && q.spec.MaxTokens != c.want {
			t.Errorf("fit(%d, %q) of %d tokens of %s = %v, leaves %d, want %d",
				c.context, c.truncate, c.maxTokens, c.request, err, q.spec.MaxTokens, c.want)
		}
	}
}
