package stages

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pipe/internal/published"
)

// TestExportAgain exports a published model and imports the folder: it has the
// same weights, and says the same with the tokenizer.json that was made.
func TestExportAgain(t *testing.T) {
	made, err := runImport(t, fmt.Sprintf("model \"bin\" {\n source = %q\n tokenizer = %q\n}\n",
		published.Path(t, "models", "stories260K", "stories260K.bin"), published.Path(t, "models", "stories260K", "tok512.bin")))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "deep", "stories")
	if err := ExportModel(made["model.bin"], dir); err != nil {
		t.Fatal(err)
	}
	if err := ExportModel(made["model.bin"], dir); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("ExportModel onto a folder = %v, want an error that it is there", err)
	}
	if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) != 1 {
		t.Errorf("beside the folder are %v, %v, want nothing", entries, err)
	}
	again, err := runImport(t, fmt.Sprintf("model \"again\" {\n source = %q\n}\n", dir))
	if err != nil {
		t.Fatal(err)
	}
	want := published.Read(t, "models", "stories260K", "expected_greedy_empty_prompt.txt")
	var text bytes.Buffer
	err = Generate(context.Background(), again["model.again"], GenerateOptions{MaxTokens: 200, TopP: 1, Workers: 1}, func(s string) { text.WriteString(s) })
	if err != nil || !bytes.Equal(bytes.TrimSpace(text.Bytes()), bytes.TrimSpace(want)) {
		t.Errorf("Generate = %q, %v, want %q", text.String(), err, want)
	}
	first, err := readModel(made["model.bin"])
	if err != nil {
		t.Fatal(err)
	}
	second, err := readModel(again["model.again"])
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Once </s> upon", "<s>", "<s> <unk>a"} { // which the file of llama2.c takes as text
		if want, got := first.tokenizer.Encode(nil, text), second.tokenizer.Encode(nil, text); !slices.Equal(got, want) {
			t.Errorf("Encode(%q) = %v, want %v", text, got, want)
		}
	}
	for i, x := range first.weights.Flat {
		if second.weights.Flat[i] != x {
			t.Fatalf("weight %d is %g, want %g", i, second.weights.Flat[i], x)
		}
	}
}

// TestFormsJudgedAlike holds that a published model is judged the same in each
// of its forms: the file of llama2.c, the folder of Hugging Face, and the folder
// that is exported, whose tokenizer is another file.
func TestFormsJudgedAlike(t *testing.T) {
	bin, pieces := published.Path(t, "models", "stories260K", "stories260K.bin"), published.Path(t, "models", "stories260K", "tok512.bin")
	src := fmt.Sprintf("model \"bin\" {\n source = %q\n tokenizer = %q\n}\n", bin, pieces)
	made, err := runImport(t, src)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "stories")
	if err := ExportModel(made["model.bin"], dir); err != nil {
		t.Fatal(err)
	}
	src += fmt.Sprintf(`
model "hf" {
  source    = %q
  tokenizer = %q
}
model "exported" {
  source = %q
}
dataset "animals" {
  source = %q
}
benchmark "choice" {
  dataset = dataset.animals
  request = "multiple_choice"
  prompt  = "The ${doc.name} eats"
  choices = ["grass", "meat"]
  answer  = doc.eats
  metrics = ["acc", "acc_norm"]
}
benchmark "answer" {
  dataset    = dataset.animals
  request    = "generate"
  prompt     = "The ${doc.name} ate"
  answer     = doc.eats
  max_tokens = 12
  metrics    = ["exact_match", "f1"]
}
benchmark "text" {
  dataset = dataset.animals
  request = "perplexity"
  prompt  = "Once upon a time, the ${doc.name} wanted ${doc.eats}."
  metrics = ["bits_per_byte"]
}
locals {
  models = { bin = model.bin, hf = model.hf, exported = model.exported }
}
evaluate "all" {
  for_each   = toset(["bin", "hf", "exported"])
  model      = local.models[each.key]
  benchmarks = [benchmark.choice, benchmark.answer, benchmark.text]
}
`, published.Path(t, "models", "stories260K_hf"), pieces, dir, absolute(t, "testdata/animals.jsonl"))
	if made, err = runImport(t, src); err != nil {
		t.Fatal(err)
	}
	if a, b := made["model.bin"].Digest(), made["model.exported"].Digest(); a == b {
		t.Errorf("the exported model is %s, as what it was made of, want another with its own tokenizer", b)
	}
	want := made[`evaluate.all["bin"]`].Digest()
	for _, form := range []string{"hf", "exported"} {
		if got := made[`evaluate.all["`+form+`"]`].Digest(); got != want {
			t.Errorf("the results of %s are %s, those of bin %s, want the same", form, got, want)
		}
	}
}
