package stages

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/internal/published"
	"pipe/pipeline"
)

// runImport runs an experiment file and returns its artifacts by address.
func runImport(t *testing.T, src string) (map[string]*artifacts.Artifact, error) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "import.hcl")
	if err := os.WriteFile(path, []byte("experiment \"import\" {}\n"+src), 0o644); err != nil {
		t.Fatal(err)
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		return nil, diags
	}
	store, err := artifacts.Open(filepath.Join(dir, "store"))
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := (&pipeline.Executor{Store: store, Jobs: 1, Cores: 1}).Run(context.Background(), plan); err != nil {
		return nil, err
	}
	made := make(map[string]*artifacts.Artifact)
	for _, s := range plan.Steps {
		a, err := store.Artifact(s.Artifact)
		if err != nil {
			t.Fatal(err)
		}
		made[s.Node.Address()] = a
	}
	return made, nil
}

// TestImportForms imports one published model in both forms: they are one
// artifact, and it says what its authors say it does.
func TestImportForms(t *testing.T) {
	pieces := published.Path(t, "models", "stories260K", "tok512.bin")
	made, err := runImport(t, fmt.Sprintf("model \"bin\" {\n source = %q\n tokenizer = %q\n}\nmodel \"hf\" {\n source = %q\n tokenizer = %q\n}\n",
		published.Path(t, "models", "stories260K", "stories260K.bin"), pieces, published.Path(t, "models", "stories260K_hf"), pieces))
	if err != nil {
		t.Fatal(err)
	}
	if bin, hf := made["model.bin"].Digest(), made["model.hf"].Digest(); bin != hf {
		t.Errorf("the forms of the model are %s and %s, want one artifact", bin, hf)
	}
	var text bytes.Buffer
	err = Generate(context.Background(), made["model.bin"], GenerateOptions{MaxTokens: 200, TopP: 1, Workers: 1}, func(s string) { text.WriteString(s) })
	want := published.Read(t, "models", "stories260K", "expected_greedy_empty_prompt.txt")
	if err != nil || !bytes.Equal(bytes.TrimSpace(text.Bytes()), bytes.TrimSpace(want)) {
		t.Errorf("Generate = %q, %v, want %q", text.String(), err, want)
	}
}

func TestImportRefuses(t *testing.T) {
	testdata, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, attributes, want string }{
		{"no vocabulary", `source = "tiny.bin"`, "Missing vocabulary"},
		{"no digest", `source = "https://example.org/tiny.bin"
tokenizer = "tiny_pieces.bin"`, "needs the attribute sha256"},
		{"no digest of the vocabulary", `source = "tiny.bin"
tokenizer = "https://example.org/pieces.bin"`, "needs the attribute tokenizer_sha256"},
		{"folder from outside", `source = "hf://datasets/a/b@c/d"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"`, "Folder from outside"},
		{"no folder", `source = "absent"`, "File not found"},
		{"not a checkpoint", fmt.Sprintf("source = %q\ntokenizer = %q", filepath.Join(testdata, "tiny_pieces.bin"), filepath.Join(testdata, "tiny_pieces.bin")), "llama2.c checkpoint"},
		{"not a vocabulary", fmt.Sprintf("source = %q\ntokenizer = %q", filepath.Join(testdata, "tiny.bin"), filepath.Join(testdata, "tiny.bin")), "llama2.c vocabulary"},
		{"not a folder of a model", fmt.Sprintf("source = %q\ntokenizer = %q", testdata, filepath.Join(testdata, "tiny_pieces.bin")), "config.json"},
		{"folder without a vocabulary", fmt.Sprintf("source = %q", testdata), "name the vocabulary"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := runImport(t, "model \"m\" {\n"+c.attributes+"\n}\n")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("importing = %v, want an error with %q", err, c.want)
			}
		})
	}
}
