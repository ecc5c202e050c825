package stages

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"pipe/artifacts"
	"pipe/pipeline"
)

// TestJSONIsTheSameExperiment writes experiments in JSON, in two ways, and
// demands the recipes and the edges of the native ones.
func TestJSONIsTheSameExperiment(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "experiments")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(root, "stages", "figures"), os.DirFS("figures")); err != nil { // which they read
		t.Fatal(err)
	}
	sources := map[string]string{"language": languageExamples(t, dir)}
	paths, err := filepath.Glob("../experiments/*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, "testdata/kinds.hcl") {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		sources[path] = string(src)
	}
	for name, src := range sources {
		want := structure(t, filepath.Join(dir, "x.hcl"), src)
		for _, w := range []jsonWriter{{}, {wrap: true}} {
			t.Run(fmt.Sprintf("%s/%v", filepath.Base(name), w.wrap), func(t *testing.T) {
				w.src = []byte(src)
				if got := structure(t, filepath.Join(dir, "x.hcl.json"), w.file(t)); got != want {
					t.Errorf("the experiment in JSON is another:\n%s", firstDifference(got, want))
				}
			})
		}
	}
}

// structure writes an experiment to a file and returns, of it, the recipe of every stage, in which its
// inputs are their addresses' digests.
func structure(t *testing.T, path, src string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(src), 0o644); err != nil {
		t.Fatal(err)
	}
	loader := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{})
	exp, diags := loader.Load(path)
	if diags.HasErrors() {
		var b bytes.Buffer
		_ = hcl.NewDiagnosticTextWriter(&b, loader.Files(), 0, false).WriteDiagnostics(diags)
		t.Fatal(b.String())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "experiment %q %q\n", exp.Name, exp.Description)
	for _, n := range exp.Nodes {
		in := pipeline.RecipeInputs{
			Artifacts: make(map[*pipeline.Node]artifacts.Digest), Pins: make(map[string]artifacts.Digest), Observed: make(map[string]string),
		}
		for _, input := range n.Inputs {
			in.Artifacts[input.Node] = artifacts.Sum([]byte(input.Node.Address()))
		}
		if p, ok := n.Config.(pipeline.Pinned); ok {
			for _, pin := range p.Pins() {
				in.Pins[pin.Attribute] = artifacts.Sum([]byte(pin.Source + pin.SHA256))
				in.Observed[pin.Attribute] = "observed"
			}
		}
		fmt.Fprintf(&b, "%s\n%s", n.Address(), n.Recipe(in))
	}
	return b.String()
}

// A jsonWriter writes a native file as JSON. Where it wraps, each expression is
// the text of the native one between ${ and }; else values are written as JSON
// has them.
type jsonWriter struct {
	src  []byte
	wrap bool
}

func (w jsonWriter) file(t *testing.T) string {
	t.Helper()
	file, diags := hclsyntax.ParseConfig(w.src, "x.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	text := w.body("", file.Body.(*hclsyntax.Body))
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return b.String()
}

// body writes attributes and, for each type of blocks, an array.
func (w jsonWriter) body(of string, body *hclsyntax.Body) string {
	members := []string{`"//": "a comment"`}
	for _, a := range body.Attributes {
		value := w.expression(a.Expr)
		if of == "variable" && a.Name == "type" {
			value = encode(w.text(a.Expr))
		}
		members = append(members, encode(a.Name)+": "+value)
	}
	byType := make(map[string][]string)
	var types []string
	for _, b := range body.Blocks {
		if byType[b.Type] == nil {
			types = append(types, b.Type)
		}
		inner := w.body(b.Type, b.Body)
		for _, label := range b.Labels {
			inner = "{" + encode(label) + ": " + inner + "}"
		}
		byType[b.Type] = append(byType[b.Type], inner)
	}
	for _, typ := range types {
		value := "[" + strings.Join(byType[typ], ", ") + "]"
		if len(byType[typ]) == 1 {
			value = byType[typ][0]
		}
		members = append(members, encode(typ)+": "+value)
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func (w jsonWriter) text(expr hclsyntax.Expression) string {
	r := expr.Range()
	return string(w.src[r.Start.Byte:r.End.Byte])
}

func (w jsonWriter) expression(expr hclsyntax.Expression) string {
	wrapped := encode("${" + w.text(expr) + "}")
	if w.wrap {
		return wrapped
	}
	switch e := expr.(type) {
	case *hclsyntax.TupleConsExpr:
		var elements []string
		for _, element := range e.Exprs {
			elements = append(elements, w.expression(element))
		}
		return "[" + strings.Join(elements, ", ") + "]"
	case *hclsyntax.ObjectConsExpr:
		var members []string
		for _, item := range e.Items {
			key, diags := item.KeyExpr.Value(nil)
			if diags.HasErrors() {
				return wrapped
			}
			members = append(members, encode(templateOf(key.AsString()))+": "+w.expression(item.ValueExpr))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
		v, diags := expr.Value(nil)
		switch {
		case diags.HasErrors():
			return wrapped
		case v.Type() == cty.String:
			return encode(templateOf(v.AsString()))
		}
		return w.text(expr)
	}
	return wrapped
}

// templateOf writes text as a template has it.
func templateOf(s string) string {
	return strings.NewReplacer("${", "$${", "%{", "%%{").Replace(s)
}

func encode(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}
