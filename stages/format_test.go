package stages

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/pipeline"
)

// TestFormatKeepsRecipes loses the layout of testdata/kinds.hcl and demands
// that pipe fmt finds it again, with every recipe.
func TestFormatKeepsRecipes(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "kinds.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	var loose strings.Builder
	for line := range strings.Lines(string(src)) {
		loose.WriteString("\t" + strings.TrimLeft(line, " "))
	}
	formatted, err := pipeline.Format("kinds.hcl", []byte(loose.String()))
	if err != nil {
		t.Fatal(err)
	}
	if string(formatted) != string(src) {
		t.Errorf("Format gives another file:\n%s", firstDifference(string(formatted), string(src)))
	}
	path := filepath.Join(t.TempDir(), "kinds.hcl")
	if got, want := structure(t, path, loose.String()), structure(t, path, string(src)); got != want {
		t.Errorf("the layout changes recipes:\n%s", firstDifference(got, want))
	}
}
