package stages

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"pipe/pipeline"
	"pipe/stages/library"
)

// TestLibraryFiles loads all that the library has: nothing may be wrong with it
// but that some data cannot be pinned.
func TestLibraryFiles(t *testing.T) {
	kinds := Kinds()
	exp, diags := pipeline.NewLoader(kinds, pipeline.LoadOptions{}).LoadLibrary(kinds.InLibrary()...)
	for _, d := range diags {
		if d.Summary != "Data that you have to supply" {
			t.Errorf("%v", d)
		}
	}
	for _, n := range exp.Nodes {
		switch c := n.Config.(type) {
		case *Benchmark:
			if c.About == "" || c.Version == 0 || c.Licence == "" || c.Citation == "" || c.Group == "" {
				t.Errorf("%s lacks one of about, group, version, licence and citation", n.Address())
			}
			if c.Documents == 0 {
				t.Errorf("%s does not say how many documents the published split has", n.Address())
			}
		case *Suite:
			if c.About == "" {
				t.Errorf("%s lacks about", n.Address())
			}
		case *Dataset:
			for _, pin := range c.Pins() {
				if pin.Source != "" && !strings.Contains(pin.Source, "://") {
					t.Errorf("%s reads %q, which is a place on nobody's machine", n.Address(), pin.Source)
				}
			}
		}
	}
}

// TestLibraryTable holds the table of names, which is made without parsing,
// against the parsed files.
func TestLibraryTable(t *testing.T) {
	declared := make(map[string]bool)
	names, err := fs.Glob(library.Files, "*.hcl")
	if err != nil || len(names) == 0 {
		t.Fatalf("Glob = %v, %v", names, err)
	}
	for _, name := range names {
		text, err := library.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s does not begin with a comment of what it is", name)
		}
		if formatted, err := pipeline.Format(name, text); err != nil || string(formatted) != string(text) {
			t.Errorf("%s is not formatted as `pipe fmt` does: %v", name, err)
		}
		file, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if len(block.Labels) == 1 {
				declared[block.Type+"."+block.Labels[0]] = true
			}
		}
	}
	if got, want := Kinds().InLibrary(), slices.Sorted(maps.Keys(declared)); !slices.Equal(got, want) {
		t.Errorf("InLibrary = %v, want %v", got, want)
	}
}

func TestCatalogue(t *testing.T) {
	kinds := Kinds()
	entries := Catalogue(kinds)
	i := slices.IndexFunc(entries, func(e CatalogueEntry) bool { return e.Name == "benchmark.piqa" })
	if i < 0 {
		t.Fatalf("Catalogue lacks benchmark.piqa")
	}
	if e := entries[i]; e.File != "builtin:library/piqa.hcl" || len(e.Data) != 2 || e.Data[0].Dataset != "dataset.piqa" || e.Licence == "" {
		t.Errorf("Catalogue says of PIQA %+v, want its file, two files of data and its licence", e)
	}
	for name, want := range map[string]string{"piqa": "benchmark.piqa", "dataset.piqa": "dataset.piqa", "piqua": ""} {
		if got, text, _ := CatalogueFile(kinds, name); got != want || (len(text) > 0) != (want != "") {
			t.Errorf("CatalogueFile(%q) = %q with %d bytes, want %q", name, got, len(text), want)
		}
	}
}

// TestShotsFile asks for the file that shots come from only where there are shots.
func TestShotsFile(t *testing.T) {
	for _, c := range []struct {
		key  string
		want bool
	}{{"0", false}, {"1", true}, {"64", true}} {
		exp, diags := loadText(t, "suite \"one\" {\n  benchmarks = [benchmark.nq_open_shots[\""+c.key+"\"]]\n}\n")
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := exp.Node("dataset.nq_open_train") != nil; got != c.want {
			t.Errorf("with %s shots the experiment has the training file: %v, want %v", c.key, got, c.want)
		}
	}
}
