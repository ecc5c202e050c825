package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

// loadFiles writes files, by name, to a folder and loads one of them, or the
// folder for "".
func loadFiles(t *testing.T, files map[string]string, name string) (*Experiment, hcl.Diagnostics, string) {
	t.Helper()
	dir := t.TempDir()
	for file, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	exp, diags := NewLoader(testKinds, LoadOptions{}).Load(filepath.Join(dir, name))
	return exp, diags, dir
}

// modular is an experiment that evaluates with what a module holds, and a
// module of that module.
var modular = map[string]string{
	"main.hcl": `experiment "e" {}
variable "seed" {
  default = 1
}
dataset "own" {
  source = "builtin:own"
}
module "data" {
  source = "./parts/data.hcl"
  take   = 2 + var.seed
  more   = dataset.own
}
pretrain "base" {
  corpus = module.data.dataset.corpus
  seed   = var.seed
  model {
    dim = 8
  }
}
evaluate "base" {
  model      = pretrain.base
  benchmarks = [module.data.benchmark.b["x"]]
}
evaluate "all" {
  model      = module.data.pretrain.inner
  benchmarks = module.data.benchmark.b
}
claim "c" {
  that = evaluate.base.b.x.acc > 0.5 && module.data.evaluate.inner.b["y"].acc > 0.5
}
ablation "x" {
  measure = [evaluate.base, module.data.evaluate.inner]
  variant "as" {}
  variant "small" {
    module "data" {
      take = 1
    }
  }
}
`,
	"parts/data.hcl": `variable "take" {
  type = number
}
variable "more" {}
variable "names" {
  default = ["x", "y"]
}
dataset "corpus" {
  source = "corpus.txt"
  take   = var.take
}
benchmark "b" {
  for_each = toset(var.names)
  dataset  = var.more
  prompt   = "${file("prompt.txt")} ${each.key} ${doc.name}"
}
pretrain "inner" {
  corpus = module.deep.dataset.d
  model {
    dim = 8
  }
}
evaluate "inner" {
  model      = pretrain.inner
  benchmarks = benchmark.b
}
module "deep" {
  source = "deep"
}
`,
	"parts/prompt.txt": "Tell",
	"parts/deep/a.hcl": `dataset "d" {
  source = local.source
}
`,
	"parts/deep/b.hcl": `locals {
  source = "deep.txt"
}
`,
}

func TestModules(t *testing.T) {
	exp, diags, dir := loadFiles(t, modular, "main.hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	cases := []struct{ address, inputs string }{
		{"pretrain.base", "module.data.dataset.corpus"},
		{"evaluate.base", `pretrain.base module.data.benchmark.b["x"]`},
		{"evaluate.all", `module.data.pretrain.inner module.data.benchmark.b["x"] module.data.benchmark.b["y"]`},
		{`module.data.benchmark.b["y"]`, "dataset.own"},
		{"module.data.pretrain.inner", "module.data.module.deep.dataset.d"},
		{"claim.c", "evaluate.base module.data.evaluate.inner"},
		// The variant changes what pretrain.base stands on, and not what the
		// evaluation in the module does.
		{"ablation.x", `evaluate.base module.data.evaluate.inner ablation.x["small"].evaluate.base module.data.evaluate.inner`},
		{`ablation.x["small"].pretrain.base`, `ablation.x["small"].module.data.dataset.corpus`},
	}
	for _, c := range cases {
		n := exp.Node(c.address)
		if n == nil {
			t.Errorf("no node %s among %s", c.address, addresses(exp.Nodes))
			continue
		}
		if got := inputsOf(n); got != c.inputs || n.Address() != c.address {
			t.Errorf("inputs of %s = %s, want %s", n.Address(), got, c.inputs)
		}
	}
	corpus := exp.Node("module.data.dataset.corpus")
	if got, want := corpus.resolvePath("corpus.txt"), filepath.Join(dir, "parts", "corpus.txt"); got != want {
		t.Errorf("path in a module = %s, want %s", got, want)
	}
	deep := exp.Node("module.data.module.deep.dataset.d")
	if got, want := deep.resolvePath(deep.Config.(*testDataset).Source), filepath.Join(dir, "parts", "deep", "deep.txt"); got != want {
		t.Errorf("path in a folder = %s, want %s", got, want)
	}
	if got := corpus.Config.(*testDataset).Take; got != 3 {
		t.Errorf("take = %d, want 3, as the call says", got)
	}
	if got, want := exp.Node("claim.c").Config.(*testClaim).That.Canonical(), `evaluate[0]["0"].acc > 0.5 && evaluate[1]["1"].acc > 0.5`; got != want {
		t.Errorf("Canonical = %s, want %s", got, want)
	}
	var sources []string
	for _, s := range exp.Sources {
		rel, _ := filepath.Rel(dir, s.Path)
		sources = append(sources, filepath.ToSlash(rel))
	}
	if got, want := strings.Join(sources, " "), "main.hcl parts/data.hcl parts/deep/a.hcl parts/deep/b.hcl parts/prompt.txt"; got != want {
		t.Errorf("Sources = %s, want %s", got, want)
	}
}

// TestModuleKeys holds that a stage of a module has the recipe that it has in
// the file itself.
func TestModuleKeys(t *testing.T) {
	exp, diags, _ := loadFiles(t, map[string]string{
		"main.hcl": "experiment \"e\" {}\nmodule \"m\" {\n  source = \"m.hcl\"\n}\n" + study,
		"m.hcl":    study,
	}, "main.hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	s := newSharing()
	for _, n := range exp.Nodes {
		s.own(n)
	}
	for _, address := range []string{"dataset.d", "benchmark.b", "pretrain.base", "evaluate.base"} {
		if got, want := s.structure[exp.Node("module.m."+address)], s.structure[exp.Node(address)]; got != want {
			t.Errorf("structure of module.m.%s = %s, want that of %s, %s", address, got, address, want)
		}
	}
}

// TestDeepModules holds that modules of modules are bounded, where each holds
// the next twice.
func TestDeepModules(t *testing.T) {
	files := map[string]string{"main.hcl": "experiment \"e\" {}\n"}
	const depth = 30
	for i := range depth {
		name := fmt.Sprintf("m%d.hcl", i)
		if i == 0 {
			name = "main.hcl"
		}
		if i+1 < depth {
			for _, twin := range []string{"a", "b"} {
				files[name] += fmt.Sprintf("module \"%s\" {\n  source = \"m%d.hcl\"\n}\n", twin, i+1)
			}
		} else {
			files[name] += "dataset \"d\" {\n  source = \"builtin:d\"\n}\n"
		}
	}
	_, diags, _ := loadFiles(t, files, "main.hcl")
	if !diags.HasErrors() || diags[0].Summary != "Too many modules" {
		t.Errorf("Load = %v, want an error about too many modules", diags)
	}
}

// TestTooManyStages holds that the stages of all modules together are bounded.
func TestTooManyStages(t *testing.T) {
	files := map[string]string{
		"main.hcl": "experiment \"e\" {}\n",
		"m.hcl":    "dataset \"d\" {\n  for_each = { for i in range(1024) : \"k${i}\" => i }\n  source   = \"builtin:d\"\n}\n",
	}
	for i := range 1 + maxNodes/1024 {
		files["main.hcl"] += fmt.Sprintf("module \"m%d\" {\n  source = \"m.hcl\"\n}\n", i)
	}
	_, diags, _ := loadFiles(t, files, "main.hcl")
	if len(diags) != 1 || diags[0].Summary != "Too many stages" {
		t.Errorf("Load = %v, want one error about too many stages", diags)
	}
}

func TestFolders(t *testing.T) {
	files := map[string]string{
		"b.hcl":       "experiment \"e\" {}\npretrain \"p\" {\n  corpus = dataset.d\n  model {\n    dim = local.dim\n  }\n}\n",
		"a.hcl":       "dataset \"d\" {\n  source = \"d.txt\"\n}\n",
		"empty.hcl":   "",
		"locals.hcl":  "locals {\n  dim = 8\n}\n",
		".hidden.hcl": "experiment \"hidden\" {}\n",
		"sub/c.hcl":   "experiment \"sub\" {}\n",
		"notes.txt":   "no experiment",
	}
	exp, diags, dir := loadFiles(t, files, "")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got, want := addresses(exp.Nodes), "dataset.d pretrain.p"; got != want || exp.Name != "e" {
		t.Errorf("experiment %q with nodes %s, want e with %s", exp.Name, got, want)
	}
	if got, want := exp.Node("dataset.d").resolvePath("d.txt"), filepath.Join(dir, "d.txt"); got != want {
		t.Errorf("path = %s, want %s", got, want)
	}
	whole, diags, _ := loadFiles(t, map[string]string{"e.hcl": files["a.hcl"] + files["b.hcl"] + files["locals.hcl"]}, "e.hcl")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	one, several := testRecipes(whole), testRecipes(exp)
	for address, r := range one {
		if several[address].Key() != r.Key() {
			t.Errorf("recipe of %s in a folder:\n%s, want that of one file:\n%s", address, several[address], r)
		}
	}
}

func TestFolderMistakes(t *testing.T) {
	const named = "experiment \"e\" {}\n"
	cases := []struct {
		name  string
		files map[string]string
		want  string // file:line: summary; detail
	}{
		{"no files", map[string]string{"a.txt": ""}, "No files; The folder"},
		{"no experiment", map[string]string{"a.hcl": "", "b.hcl": "locals {}\n"}, "Missing experiment block"},
		{"two experiments", map[string]string{"a.hcl": named, "b.hcl": "\n" + named}, "b.hcl:2: Second experiment block; The experiment is named on line 1 of"},
		{"two stages", map[string]string{"a.hcl": named + "dataset \"d\" {\n  source = \"builtin:d\"\n}\n", "b.hcl": "dataset \"d\" {\n  source = \"builtin:d\"\n}\n"},
			"b.hcl:1: Duplicate stage; dataset.d is declared on line 2 of"},
		{"two locals", map[string]string{"a.hcl": named + "locals {\n  x = 1\n}\n", "b.hcl": "locals {\n  x = 1\n}\n"}, "b.hcl:2: Duplicate local; local.x is declared on line 3 of"},
		{"mistake", map[string]string{"a.hcl": named, "b.hcl": "\ndataset \"d\" {\n  sorce = \"builtin:d\"\n}\n"}, "b.hcl:3: Unknown attribute; "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags, _ := loadFiles(t, c.files, "")
			var all []string
			for _, d := range diags {
				text := d.Summary + "; " + d.Detail
				if d.Subject != nil {
					text = fmt.Sprintf("%s:%d: %s", filepath.Base(d.Subject.Filename), d.Subject.Start.Line, text)
				}
				all = append(all, text)
			}
			if got := strings.Join(all, "\n"); !strings.Contains(got, c.want) {
				t.Errorf("Load = %s, want %s", got, c.want)
			}
		})
	}
}
