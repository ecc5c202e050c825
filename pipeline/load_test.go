package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// load writes an experiment to a file and loads it.
func load(t testing.TB, src string, options LoadOptions) (*Experiment, hcl.Diagnostics) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "experiment.hcl")
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return NewLoader(testKinds, options).Load(path)
}

func mustLoad(t testing.TB, src string, options LoadOptions) *Experiment {
	t.Helper()
	exp, diags := load(t, "experiment \"test\" {}\n"+src, options)
	if diags.HasErrors() {
		t.Fatalf("Load:\n%s\n= %v", src, diags)
	}
	return exp
}

// An expected error is a comment on the faulty line:
//
//	# ERROR: Summary: part of the detail
const errorMark = "# ERROR: "

// TestErrors holds each file in testdata/errors to exactly the errors that its
// comments announce.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.hcl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata/errors: %v", err)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".hcl"), func(t *testing.T) {
			loader := NewLoader(testKinds, LoadOptions{})
			exp, diags := loader.Load(path)
			if exp != nil {
				t.Errorf("Load gave an experiment")
			}
			for name, file := range loader.Files() { // those of modules too
				for i, line := range strings.Split(string(file.Bytes), "\n") {
					_, want, ok := strings.Cut(line, errorMark)
					if ok && !takeDiagnostic(&diags, name, i+1, want) {
						t.Errorf("%s:%d: no error %q", name, i+1, want)
					}
				}
			}
			for _, d := range diags {
				t.Errorf("unexpected: %v", d)
			}
		})
	}
}

// takeDiagnostic removes the diagnostic that a comment announces.
func takeDiagnostic(diags *hcl.Diagnostics, file string, line int, want string) bool {
	summary, detail, _ := strings.Cut(want, ": ")
	for i, d := range *diags {
		if d.Subject != nil && d.Subject.Filename == file && d.Subject.Start.Line == line && d.Summary == summary &&
			strings.Contains(d.Detail, detail) && d.Context != nil {
			*diags = append((*diags)[:i:i], (*diags)[i+1:]...)
			return true
		}
	}
	return false
}

// TestUnreadableFiles has the mistakes that a comment in the file cannot say.
func TestUnreadableFiles(t *testing.T) {
	cases := []struct{ name, src, summary string }{
		{"empty", " \n", "Empty file"},
		{"latin-1", "experiment \"caf\xe9\" {}\n", "Not UTF-8"},
		{"too large", strings.Repeat("#\n", maxFileBytes), "Cannot read file"},
		{"brackets", "locals {\n a = " + strings.Repeat("[", 1e6), "Nested too deep"},
		{"unary operators", "locals {\n a = " + strings.Repeat("!", 1e6) + "true\n}", "Expression too long"},
		{"lines of operators", "locals {\n a = (1" + strings.Repeat("\n+1", 1e5) + ")\n}", "Expression too long"},
		{"conditions", "locals {\n a = " + strings.Repeat("true ? 1 : ", 1e5) + "2\n}", "Expression too long"},
		{"long number", "locals {\n a = 1e99999\n}", "Number too long"},
		{"no experiment", "locals {}\n", "Missing experiment block"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags := load(t, c.src, LoadOptions{})
			if len(diags) != 1 || diags[0].Summary != c.summary {
				t.Errorf("Load = %v, want one error %q", diags, c.summary)
			}
		})
	}
	if runtime.GOOS != "windows" {
		// It has no end, and says that it has no bytes.
		_, diags := load(t, "experiment \"e\" {}\nlocals {\n a = file(\"/dev/zero\")\n}\n", LoadOptions{})
		if len(diags) != 1 || !strings.Contains(diags[0].Detail, "more than the 33554432 bytes that are allowed") {
			t.Errorf("Load of file(\"/dev/zero\") = %v, want one error", diags)
		}
	}
	_, diags := NewLoader(testKinds, LoadOptions{}).Load(filepath.Join(t.TempDir(), "absent.hcl"))
	if len(diags) != 1 || diags[0].Summary != "Cannot read file" {
		t.Errorf("Load of an absent file = %v, want one error", diags)
	}
}

// TestLongFiles has files that are long without an expression that is.
func TestLongFiles(t *testing.T) {
	const many = 4 * maxChain
	cases := []struct{ name, src string }{
		{"blocks between blank lines", strings.Repeat("locals {\n}\n\n", many)},
		{"attributes between blank lines", "locals {\n" + numbered(many, "a%d = -1\n\n") + "}\n"},
		{"attributes before comments", "locals {\n" + numbered(many, "a%d = -1 # less\n") + "}\n"},
		{"elements of an object", "locals {\n a = {\n" + numbered(many, "a%d = -1\n\n") + "}\n}\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, diags := load(t, "experiment \"x\" {}\n"+c.src, LoadOptions{}); len(diags) > 0 {
				t.Errorf("Load = %v, want no error", diags)
			}
		})
	}
	src := "experiment \"x\" {}\nlocals {\n a = {for k in [1] : \"k\" => 0\n\n" + strings.Repeat("+1\n\n", many) + "}\n}\n"
	if _, diags := load(t, src, LoadOptions{}); len(diags) != 1 || diags[0].Summary != "Expression too long" {
		t.Errorf("Load of a long for expression = %v, want one error %q", diags, "Expression too long")
	}
}

// numbered returns n copies of a format, each with its number.
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestVariablePrecedence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vars.hcl")
	if err := os.WriteFile(file, []byte("seed = 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environ, files, vars := []string{"HOME=/", "PIPE_VAR_seed=2"}, []string{file}, map[string]string{"seed": "4"}
	cases := []struct {
		name    string
		options LoadOptions
		want    int64
	}{
		{"default", LoadOptions{}, 1},
		{"environment", LoadOptions{Environ: environ}, 2},
		{"file", LoadOptions{Environ: environ, VarFiles: files}, 3},
		{"flag", LoadOptions{Environ: environ, VarFiles: files, Vars: vars}, 4},
	}
	for _, declared := range []string{"type = number", ""} {
		for _, c := range cases {
			t.Run(c.name+" "+declared, func(t *testing.T) {
				exp := mustLoad(t, "variable \"seed\" {\ndefault = 1\n"+declared+`
}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed   = var.seed
  model {
    dim = 8
  }
}`, c.options)
				if got := exp.Node("pretrain.p").Config.(*testPretrain).Seed; got != c.want {
					t.Errorf("seed = %d, want %d", got, c.want)
				}
			})
		}
	}
}

func TestVariableMistakes(t *testing.T) {
	const src = "experiment \"e\" {}\nvariable \"seed\" {\ntype = number\ndefault = 1\n}\n"
	cases := []struct {
		name    string
		options LoadOptions
		want    string
	}{
		{"undeclared", LoadOptions{Vars: map[string]string{"sed": "1"}}, `Did you mean "seed"?`},
		{"wrong type", LoadOptions{Vars: map[string]string{"seed": "many"}}, `--var seed sets the variable "seed" to "many"`},
		{"reference", LoadOptions{Vars: map[string]string{"seed": "var.seed"}}, "declared as number"},
		{"no file", LoadOptions{VarFiles: []string{"absent.vars"}}, `"absent.vars" cannot be read`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags := load(t, src, c.options)
			if len(diags) != 1 || !strings.Contains(diags[0].Detail, c.want) {
				t.Errorf("Load = %v, want one error with %q", diags, c.want)
			}
		})
	}
}

func TestOrderAndSources(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "prompt.txt"), []byte("Hello "), 0o600); err != nil {
		t.Fatal(err)
	}
	src := `experiment "e" {}
report "r" {
  results = [evaluate.e]
}
evaluate "e" {
  model      = local.model
  benchmarks = [benchmark.b]
}
locals {
  model = pretrain.p
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${file("prompt.txt")}${doc.name}"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim = pow(2, 3)
  }
}
dataset "d" {
  source = "builtin:d"
}
`
	path := filepath.Join(dir, "e.hcl")
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	exp, diags := NewLoader(testKinds, LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var order []string
	for _, n := range exp.Nodes {
		order = append(order, n.Address())
	}
	const want = "[dataset.d benchmark.b pretrain.p evaluate.e report.r]"
	if got := fmt.Sprint(order); got != want {
		t.Errorf("order = %s, want %s", got, want)
	}
	if len(exp.Sources) != 2 || exp.Sources[0].Path != path || string(exp.Sources[1].Data) != "Hello " {
		t.Errorf("Sources = %q, want the experiment and prompt.txt", exp.Sources)
	}
	n := exp.Node("evaluate.e")
	if n.Inputs[1].Role != "benchmarks[0]" || n.Inputs[1].Node != exp.Node("benchmark.b") {
		t.Errorf("Inputs = %v, want benchmarks[0] to be benchmark.b", n.Inputs)
	}
}

func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*.hcl")
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte("experiment \"e\" {}\n" + study + studied))
	f.Add([]byte("experiment \"e\" {}\n" + study + "module \"m\" {\n  source = \"./module.hcl\"\n  seed = 2\n}\n"))
	for _, path := range files {
		src, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, "experiment.hcl")
		for _, file := range []string{path, filepath.Join(dir, "module.hcl")} { // so that a file may hold itself as a module
			if err := os.WriteFile(file, src, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		exp, diags := NewLoader(testKinds, LoadOptions{}).Load(path)
		if (exp == nil) != diags.HasErrors() {
			t.Errorf("Load = %v, %v: want an experiment or errors", exp, diags)
		}
		for _, d := range diags {
			if d.Summary == "Internal error" {
				t.Error(d)
			}
		}
	})
}
