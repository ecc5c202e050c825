package stages

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
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
	if err := ExportModel(made[0], dir); err != nil {
		t.Fatal(err)
	}
	if err := ExportModel(made[0], dir); err == nil || !strings.Contains(err.Error(), "is there already") {
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
	err = Generate(context.Background(), again[0], GenerateOptions{MaxTokens: 200, TopP: 1, Workers: 1}, func(s string) { text.WriteString(s) })
	if err != nil || !bytes.Equal(bytes.TrimSpace(text.Bytes()), bytes.TrimSpace(want)) {
		t.Errorf("Generate = %q, %v, want %q", text.String(), err, want)
	}
	first, err := readModel(made[0])
	if err != nil {
		t.Fatal(err)
	}
	second, err := readModel(again[0])
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range first.weights.Flat {
		if second.weights.Flat[i] != x {
			t.Fatalf("weight %d is %g, want %g", i, second.weights.Flat[i], x)
		}
	}
}
