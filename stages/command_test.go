package stages

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"pipe/artifacts"
	"pipe/pipeline"
)

// loadText loads an experiment of the given blocks.
func loadText(t *testing.T, blocks string) (*pipeline.Experiment, hcl.Diagnostics) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "experiment.hcl")
	if err := os.WriteFile(path, []byte("experiment \"e\" {}\n"+blocks), 0o644); err != nil {
		t.Fatal(err)
	}
	return pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
}

// TestCommandMistakes demands a diagnostic for each way to declare a command
// that cannot be run as it is meant.
func TestCommandMistakes(t *testing.T) {
	for _, tt := range []struct {
		body string
		want string // in the detail; "" for none
	}{
		{`run = ["x"]` + "\n" + `outputs = ["a", "b/", "c/d.csv"]`, ""},
		{`run = []` + "\n" + `outputs = ["a"]`, "names no program"},
		{`run = ["sh score.sh"]` + "\n" + `outputs = ["a"]`, "no shell reads it"},
		{`run = ["x"]` + "\n" + `outputs = []`, "The list outputs is empty"},
		{`run = ["x"]` + "\n" + `outputs = ["../a"]`, "no path in the folder"},
		{`run = ["x"]` + "\n" + `outputs = ["/a"]`, "no path in the folder"},
		{`run = ["x"]` + "\n" + `outputs = ["./"]`, "no path in the folder"},
		{`run = ["x"]` + "\n" + `outputs = ["m/", "m/a"]`, "are or hold the same file"},
		{`run = ["x"]` + "\n" + `outputs = ["inputs/a"]`, `where the program finds "inputs"`},
		{`run = ["x"]` + "\n" + `outputs = ["x.py"]` + "\n" + `files = ["lib/x.py"]`, `where the program finds "x.py"`},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `files = ["x.py", "lib/x.py"]`, `would both lie at "x.py"`},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `files = ["lib/inputs"]`, "where the inputs do"},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `files = [".."]`, "has no last name"},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `environment = { "A=B" = "c" }`, "cannot be set"},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `inputs = { "../up" = command.other }`, "becomes that of a folder"},
		{`run = ["x"]` + "\n" + `outputs = ["a"]` + "\n" + `version_command = [""]`, "names no program"},
	} {
		_, diags := loadText(t, "command \"c\" {\n"+tt.body+"\n}\ncommand \"other\" {\nrun = [\"x\"]\noutputs = [\"o\"]\n}\n")
		var details []string
		for _, d := range diags {
			details = append(details, d.Detail)
		}
		if (tt.want == "") != (len(details) == 0) || tt.want != "" && (len(details) != 1 || !strings.Contains(details[0], tt.want)) {
			t.Errorf("%s\n= %q, want one mistake with %q", tt.body, details, tt.want)
		}
	}
}

func TestDatasetFromMistakes(t *testing.T) {
	const command = "command \"c\" {\nrun = [\"x\"]\noutputs = [\"rows.csv\", \"more/\"]\n}\n"
	for _, tt := range []struct{ body, want string }{
		{"source = \"rows.csv\"", ""},
		{"source = \"more/deep/rows.jsonl\"", ""},
		{"source = \"other.csv\"", "command.c makes no file \"other.csv\". Its outputs are: more/, rows.csv."},
		{"source = \"more/\"\nformat = \"csv\"", "makes no file"},
		{"source = \"rows.csv\"\nsha256 = \"" + strings.Repeat("0", 64) + "\"", "Remove sha256"},
	} {
		_, diags := loadText(t, command+"dataset \"d\" {\nfrom = command.c\n"+tt.body+"\n}\n")
		if (tt.want == "") != (len(diags) == 0) || tt.want != "" && (len(diags) != 1 || !strings.Contains(diags[0].Detail, tt.want)) {
			t.Errorf("%s\n= %v, want one mistake with %q", tt.body, diags, tt.want)
		}
	}
}

// TestCommandKey demands that a key knows what is declared, and not in which
// order or from where.
func TestCommandKey(t *testing.T) {
	plan := func(body string) artifacts.Key {
		t.Helper()
		exp, diags := loadText(t, "command \"c\" {\n"+body+"\n}\n")
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		store, err := artifacts.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		p, err := pipeline.NewPlan(exp, store, pipeline.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return p.Step("command.c").Key
	}
	dir := t.TempDir()
	for _, name := range []string{"a.py", "b.py", "lib/a.py", "other/a.py"} {
		path := filepath.Join(dir, name)
		text := strings.ReplaceAll(name, "lib/", "")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	body := func(files, outputs string) string {
		return "run = [\"x\"]\nfiles = [" + strings.ReplaceAll(files, "@", dir+"/") + "]\noutputs = [" + outputs + "]"
	}
	want := plan(body(`"@a.py", "@b.py"`, `"o", "p/"`))
	for _, same := range []string{body(`"@b.py", "@a.py"`, `"p/", "o"`), body(`"@lib/a.py", "@b.py"`, `"o", "p/"`)} {
		if got := plan(same); got != want {
			t.Errorf("key of\n%s\n= %s, want %s", same, got, want)
		}
	}
	seen := []artifacts.Key{want}
	for _, other := range []string{
		body(`"@other/a.py", "@b.py"`, `"o", "p/"`), body(`"@a.py"`, `"o", "p/"`), body(`"@a.py", "@b.py"`, `"o", "p"`),
		body(`"@a.py", "@b.py"`, `"o", "p/"`) + "\nenvironment = { A = \"1\" }",
	} {
		got := plan(other)
		if slices.Contains(seen, got) {
			t.Errorf("key of\n%s\n= %s, want one of its own", other, got)
		}
		seen = append(seen, got)
	}
}
