package stages

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"pipe/pipeline"
)

// attributesOf returns all attributes of a file, those of nested blocks too.
func attributesOf(t *testing.T, src []byte) []*hclsyntax.Attribute {
	t.Helper()
	file, diags := hclsyntax.ParseConfig(src, "kinds.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var all []*hclsyntax.Attribute
	hclsyntax.VisitAll(file.Body.(*hclsyntax.Body), func(n hclsyntax.Node) hcl.Diagnostics {
		if a, ok := n.(*hclsyntax.Attribute); ok {
			all = append(all, a)
		}
		return nil
	})
	return all
}

// TestChecksKeepQuiet breaks each attribute of testdata/kinds.hcl in turn and
// demands one mistake, on its line: the rules that read the attribute, in its
// stage and in those that refer to it, must not complain about its default.
func TestChecksKeepQuiet(t *testing.T) {
	src, err := os.ReadFile(filepath.Join("testdata", "kinds.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kinds.hcl")
	for _, a := range attributesOf(t, src) {
		at := a.Expr.Range()
		broken := string(src[:at.Start.Byte]) + "local.absent" + string(src[at.End.Byte:])
		if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
			t.Fatal(err)
		}
		_, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
		if len(diags) != 1 || diags[0].Subject.Start.Line != at.Start.Line {
			t.Errorf("line %d: %s = local.absent: got %v, want one mistake, on this line", at.Start.Line, a.Name, diags.Errs())
		}
	}
}
