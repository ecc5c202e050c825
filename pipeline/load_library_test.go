package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
)

// testLibrary has a block that stands on others, one with for_each and one that
// reads a file of its own.
var testLibrary = fstest.MapFS{
	"animals.hcl": {Data: []byte(`# About animals.
locals {
  prompt = "Which animal is ${file("word.txt")}?"
}
dataset "animals" {
  source = "builtin:animals"
}
benchmark "animals" {
  dataset = dataset.animals
  prompt  = local.prompt
}
`)},
	"word.txt": {Data: []byte("small")},
	"places.hcl": {Data: []byte(`
dataset "places" {
  for_each = toset(["north", "south"])
  source   = "builtin:places/${each.key}"
}
benchmark "places" {
  for_each = toset(["north", "south"])
  dataset  = dataset.places[each.key]
  prompt   = "Where?"
}
`)},
	"mistake.hcl": {Data: []byte("pretrain \"wide\" {\n  corpus = dataset.animals\n  model {\n    dim = 0\n  }\n}\n")},
	"ring.hcl":    {Data: []byte("variable \"x\" {\n}\nbenchmark \"ring\" {\n  dataset = dataset.nothing\n  prompt = \"?\"\n}\n")},
}

func libraryKinds() *Kinds {
	ks := &Kinds{byName: testKinds.byName}
	return ks.WithLibrary(testLibrary)
}

// loadWithLibrary loads main.hcl of some files.
func loadWithLibrary(t *testing.T, files map[string]string) (*Experiment, hcl.Diagnostics, *Loader) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	loader := NewLoader(libraryKinds(), LoadOptions{})
	name := "main.hcl"
	if files[name] == "" {
		name = "main.hcl.json"
	}
	exp, diags := loader.Load(filepath.Join(dir, name))
	return exp, diags, loader
}

// model is what evaluations of these tests ask.
const model = `
dataset "corpus" {
  source = "builtin:corpus"
}
pretrain "base" {
  corpus = dataset.corpus
  model {
    dim = 8
  }
}
`

// asking is an experiment that evaluates with benchmarks.
func asking(benchmarks, more string) map[string]string {
	return map[string]string{"main.hcl": "experiment \"e\" {}\n" + model + more +
		"evaluate \"e\" {\n  model = pretrain.base\n  benchmarks = " + benchmarks + "\n}\n"}
}

func TestLibrary(t *testing.T) {
	const own = "dataset.corpus pretrain.base evaluate.e"
	cases := []struct {
		name  string
		files map[string]string
		want  string // the addresses besides own, sorted
	}{
		{"nothing of it", asking("[]", ""), ""},
		{"a block and what it stands on", asking("[benchmark.animals]", ""), "benchmark.animals dataset.animals"},
		{"the file's data in place of the library's", asking("[benchmark.animals]", "dataset \"animals\" {\n  source = \"builtin:mine\"\n}\n"),
			"benchmark.animals dataset.animals"},
		{"the file's block in place of the library's", asking("[benchmark.animals]", "benchmark \"animals\" {\n  dataset = dataset.corpus\n  prompt = \"?\"\n}\n"),
			"benchmark.animals"},
		{"all instances", asking("benchmark.places", ""),
			`benchmark.places["north"] benchmark.places["south"] dataset.places["north"] dataset.places["south"]`},
		{"one instance", asking(`[benchmark.places["south"]]`, ""), `benchmark.places["south"] dataset.places["south"]`},
		{"one instance, of a part of the data", asking(`[benchmark.places["south"]]`, "dataset \"places\" {\n  for_each = toset([\"south\"])\n  source = \"builtin:mine\"\n}\n"),
			`benchmark.places["south"] dataset.places["south"]`},
		{"through a local", asking("local.asked", "locals {\n  asked = [benchmark.animals]\n}\n"), "benchmark.animals dataset.animals"},
		{"in JSON", map[string]string{"main.hcl.json": `{"experiment": {"e": {}},
			"dataset": {"corpus": {"source": "builtin:corpus"}},
			"pretrain": {"base": {"corpus": "${dataset.corpus}", "model": {"dim": 8}}},
			"evaluate": {"e": {"model": "${pretrain.base}", "benchmarks": ["${benchmark.animals}"]}}}`},
			"benchmark.animals dataset.animals"},
		{"in a module", map[string]string{"main.hcl": "experiment \"e\" {}\n" + model + "module \"m\" {\n  source = \"./m.hcl\"\n  model = pretrain.base\n}\n" +
			"evaluate \"e\" {\n  model = pretrain.base\n  benchmarks = []\n}\n",
			"m.hcl": "variable \"model\" {\n}\nevaluate \"inner\" {\n  model = var.model\n  benchmarks = [benchmark.animals]\n}\n"},
			"module.m.benchmark.animals module.m.dataset.animals module.m.evaluate.inner"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			exp, diags, _ := loadWithLibrary(t, c.files)
			if diags.HasErrors() {
				t.Fatalf("Load = %v", diags)
			}
			var got []string
			for _, n := range exp.Nodes {
				if !slices.Contains(strings.Fields(own), n.Address()) {
					got = append(got, n.Address())
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != c.want {
				t.Errorf("Load gives %v, want %s", got, c.want)
			}
		})
	}
}

// TestLibraryPlace looks at where blocks of the library stand and what their
// names stand for.
func TestLibraryPlace(t *testing.T) {
	exp, diags, loader := loadWithLibrary(t, asking("[benchmark.animals]", "locals {\n  prompt = 3\n}\ndataset \"animals\" {\n  source = \"builtin:mine\"\n}\n"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	n := exp.Node("benchmark.animals")
	if got, want := n.Block.Filename, "builtin:library/animals.hcl"; got != want {
		t.Errorf("benchmark.animals stands in %q, want %q", got, want)
	}
	b := n.Config.(*testBenchmark)
	if v, ok := b.Prompt.Constant(); !ok {
		t.Errorf("the prompt is no constant")
	} else if text, err := v.Text(); text != "Which animal is small?" || err != nil {
		t.Errorf("the prompt is %q (%v), want that of the library's local", text, err)
	}
	if got := b.Dataset.Config().(*testDataset).Source; got != "builtin:mine" {
		t.Errorf("the library's benchmark reads %q, want the file's own dataset", got)
	}
	var read []string
	for _, s := range exp.Sources[1:] {
		read = append(read, s.Path)
	}
	if want := []string{"builtin:library/animals.hcl", "builtin:library/word.txt"}; !slices.Equal(read, want) {
		t.Errorf("Load read %v, want %v", read, want)
	}
	if loader.Files()["builtin:library/animals.hcl"] == nil {
		t.Errorf("Files lacks the library's file, which diagnostics point into")
	}
}

// TestLibraryOfThePast loads from kept texts, when the library has changed.
func TestLibraryOfThePast(t *testing.T) {
	files := asking("[benchmark.animals]", "")
	exp, diags, _ := loadWithLibrary(t, files)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	kept := make(map[string][]byte)
	for _, s := range exp.Sources {
		kept[s.Path] = s.Data
	}
	again, diags := NewLoader(testKinds, LoadOptions{Files: kept}).Load(exp.Path) // kinds without a library
	if diags.HasErrors() {
		t.Fatalf("Load of kept texts = %v", diags)
	}
	if again.Node("benchmark.animals") == nil {
		t.Errorf("Load of kept texts lacks benchmark.animals")
	}
}

func TestLibraryVariants(t *testing.T) {
	exp, diags, _ := loadWithLibrary(t, asking(`[benchmark.animals, benchmark.places["north"]]`, `
ablation "a" {
  measure = [evaluate.e]
  variant "one" {}
  variant "wide" {
    pretrain "base" {
      model {
        dim = 16
      }
    }
  }
}
`))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	count := 0
	for _, n := range exp.Nodes {
		if n.Kind.Name == "benchmark" {
			count++
		}
	}
	if count != 2 {
		t.Errorf("two variants over two benchmarks of the library have %d, want the 2 that they share", count)
	}
}

func TestLibraryMistakes(t *testing.T) {
	cases := []struct{ name, benchmarks, more, summary, detail, file string }{
		{"a name that is not there", "[benchmark.animal]", "", "Unknown stage", `Did you mean "benchmark.animals"?`, "main.hcl"},
		{"of another kind", "[dataset.animals]", "", "Wrong kind of stage", "refers to dataset.animals", "main.hcl"},
		{"an instance that is not there", `[benchmark.places["east"]]`, "", "Unknown instance", `Its keys are "north" and "south"`, "main.hcl"},
		{"an instance without data", `[benchmark.places["north"]]`, "dataset \"places\" {\n  for_each = toset([\"south\"])\n  source = \"builtin:mine\"\n}\n",
			"Unknown instance", `dataset.places has no instance "north"`, "builtin:library/places.hcl"},
		{"inside the library", "[]", "claim \"c\" {\n  that = true\n}\nreport \"r\" {\n  results = [pretrain.wide]\n}\n", "Out of range", `"dim" is 0`, "builtin:library/mistake.hcl"},
		{"a variable in the library", "[benchmark.ring]", "", "Unexpected block", "holds locals and stages", "builtin:library/ring.hcl"},
		{"a variant of the library", "[benchmark.animals]", "ablation \"a\" {\n  measure = [evaluate.e]\n  variant \"v\" {\n    benchmark \"animals\" {\n      prompt = \"!\"\n    }\n  }\n}\n",
			"Variant of the library", "animals.hcl of the library", "main.hcl"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags, _ := loadWithLibrary(t, asking(c.benchmarks, c.more))
			found := slices.ContainsFunc(diags, func(d *hcl.Diagnostic) bool {
				return d.Summary == c.summary && strings.Contains(d.Detail, c.detail) && strings.HasSuffix(d.Subject.Filename, c.file)
			})
			if !found {
				t.Errorf("Load = %v, want %q with %q in %s", diags, c.summary, c.detail, c.file)
			}
		})
	}
}

// TestLibraryTable holds the table, which is made without parsing, against
// doubled names.
func TestLibraryTable(t *testing.T) {
	if got, want := libraryKinds().InLibrary(), []string{"benchmark.animals", "benchmark.places", "benchmark.ring", "dataset.animals",
		"dataset.places", "pretrain.wide", "variable.x"}; !slices.Equal(got, want) {
		t.Errorf("InLibrary = %v, want %v", got, want)
	}
	defer func() {
		if recover() == nil {
			t.Errorf("two files that declare one name do not panic")
		}
	}()
	text := []byte("dataset \"d\" {\n}\n")
	ks := (&Kinds{byName: testKinds.byName}).WithLibrary(fstest.MapFS{"a.hcl": {Data: text}, "b.hcl": {Data: text}})
	ks.InLibrary()
}
