package stages

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/pipeline"
)

// broken is an experiment with a place for a benchmark, which begins in line 2.
const broken = `
benchmark "b" {
  dataset = dataset.animals
  BODY
}

experiment "broken" {}

dataset "animals" {
  source = "animals.jsonl"
}

tokenizer "bpe" {
  corpus     = dataset.animals
  text       = "eats"
  vocab_size = 270
}

pretrain "base" {
  corpus    = dataset.animals
  tokenizer = tokenizer.bpe
  text      = "eats"

  model {
    dim     = 8
    layers  = 1
    heads   = 1
    seq_len = 16
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 1
    batch_tokens  = 16
  }
}

suite "s" {
  benchmarks = [benchmark.b]
}

evaluate "e" {
  model      = pretrain.base
  benchmarks = [suite.s]
  truncate   = "prompts"
}
`

// TestDocumentErrors has documents that a benchmark cannot use: the error
// names the document, the attribute and the line of the file.
func TestDocumentErrors(t *testing.T) {
	data := `{"name": "cow", "eats": "grass", "also": ["hay"], "n": 1}
{"name": "wolf", "eats": "meat", "also": [], "n": 7}
{"name": "sheep", "eats": "", "also": ["hay", "leaves and many other things"], "n": 0}
`
	choice := "request = \"multiple_choice\"\n  metrics = [\"acc\"]\n  prompt = \"x\"\n  "
	text := "request = \"generate\"\n  metrics = [\"f1\"]\n  max_tokens = 4\n  "
	for _, c := range []struct{ name, body, want string }{
		{"answer is no choice", choice + `choices = ["grass", "hay"]` + "\n  answer = doc.eats",
			`benchmark.b: document 1: answer (broken.hcl:8): got "meat", which is not among the 2 choices: "grass", "hay"`},
		{"answer beyond the choices", choice + `choices = ["a", "b"]` + "\n  answer = doc.n",
			`benchmark.b: document 1: answer (broken.hcl:8): got index 7, but the choices are numbered 0 to 1`},
		{"answer beyond the choices, in a list", choice + `choices = ["a", "b"]` + "\n  answer = [0, doc.n]",
			`benchmark.b: document 1: answer (broken.hcl:8): got index 7, but the choices are numbered 0 to 1`},
		{"answer is no text", choice + `choices = ["a", "b"]` + "\n  answer = doc",
			`benchmark.b: document 0: answer (broken.hcl:8): got an object`},
		{"empty choice", choice + `choices = ["grass", "meat", doc.eats]` + "\n  answer = 0",
			`benchmark.b: document 2: choices (broken.hcl:7): choice 2 is empty`},
		{"no choices", choice + "answer = 0\n  choices = doc.also",
			`benchmark.b: document 1: choices (broken.hcl:8): no choices`},
		{"choice in a shot", choice + "answer = 0\n  choices = [\"a\", doc.eats]\n  limit = 1\n  shots = 2\n  shot_method = \"first\"",
			`benchmark.b: document 0: shot from document 2: choices (broken.hcl:8): choice 1 is empty`},
		{"unknown field", text + "answer = doc.eats\n  prompt = \"${doc.nam}\"",
			`benchmark.b: document 0: prompt (broken.hcl:8): document has no field "nam"`},
		{"failing function", text + "answer = doc.eats\n  prompt = element(doc.also, 0)",
			`benchmark.b: document 1: prompt (broken.hcl:8): `},
		{"prompt is no text", text + "answer = doc.eats\n  prompt = doc.also",
			`benchmark.b: document 0: prompt (broken.hcl:8): got a list`},
		{"no reference", text + "prompt = doc.name\n  answer = doc.also",
			`benchmark.b: document 1: answer (broken.hcl:8): no reference for f1`},
		{"no text", "request = \"perplexity\"\n  metrics = [\"bits_per_byte\"]\n  prompt = doc.eats",
			`benchmark.b: document 2: prompt (broken.hcl:6): perplexity needs text`},
		{"one word", "request = \"similarity\"\n  metrics = [\"spearman\"]\n  answer = 1\n  words = doc.also",
			`benchmark.b: document 0: words (broken.hcl:7): got 1, want 2`},
		{"empty word", "request = \"similarity\"\n  metrics = [\"spearman\"]\n  answer = 1\n  words = [doc.name, doc.eats]",
			`benchmark.b: document 2: words (broken.hcl:7): similarity needs two words`},

		// What the model finds.
		{"choice longer than the context", choice + "choices = [\"hay\", \"x${join(\"\", doc.also)}\"]\n  answer = 0",
			`evaluate.e: benchmark.b: document 2: choices (broken.hcl:7): choice 1 "xhayleaves and many other things": it has `},
		{"word longer than the context", "request = \"similarity\"\n  metrics = [\"spearman\"]\n  answer = 1\n  words = [doc.name, \"x${join(\"\", doc.also)}\"]",
			`evaluate.e: benchmark.b: document 2: words (broken.hcl:7): the word "xhayleaves and many other things" has `},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			file := strings.Replace(broken, "BODY", c.body, 1)
			for name, text := range map[string]string{"broken.hcl": file, "animals.jsonl": data} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := runFile(t, filepath.Join(dir, "broken.hcl"))
			if err == nil {
				t.Fatalf("the run gave no error, want …%s…", c.want)
			}
			if got := strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""); !strings.Contains(got, c.want) {
				t.Errorf("the run's error is %s\nwant …%s…", got, c.want)
			}
		})
	}
}

// runFile runs an experiment in an empty store.
func runFile(t *testing.T, path string) error {
	t.Helper()
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	store := newStore(t)
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(context.Background(), plan)
	return err
}
