package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
)

func loadJSON(t testing.TB, src string, options LoadOptions) (*Experiment, hcl.Diagnostics) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "experiment.hcl.json")
	if err := os.WriteFile(path, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return NewLoader(testKinds, options).Load(path)
}

// jsonExperiment has what JSON writes in its own way.
const jsonExperiment = `{
  "//": "a comment",
  "experiment": {"test": {"description": "${var.what}", "//": 1}},
  "variable": {
    "what": {"type": "string", "default": "snow \u2603"},
    "size": {"type": "list(number)", "default": [8], "validation": [
      {"condition": "${length(var.size) > 0}", "error_message": "none"},
      {"condition": "${var.size[0] < 9}", "error_message": "large"}
    ]}
  },
  "locals": [{"rate": 0.25}, {"rates": {"${\"a\"}": "${local.rate}", "b": 0.5}}],
  "dataset": {
    "//": "builtin data",
    "d": {
      "source": "builtin:d", "fields": {"a": "$${b}\t", "//": "kept"},
      "align": [{"x": {"source": "builtin:x"}}, {"y": [{"source": "builtin:y"}]}]
    }
  },
  "pretrain": [
    {"p": {
      "for_each": "${local.rates}", "rate": "${each.value}", "seed": 7,
      "corpus": "${dataset.d}", "betas": [0.1, 1e-2], "tags": null,
      "model": {"dim": "${var.size[0]}"}, "lora": {}
    }},
    {"q": {"corpus": "${dataset.d}", "base": "${pretrain.p[\"a\"]}", "model": [{"dim": 8}], "lora": null}}
  ],
  "benchmark": {"b": {
    "dataset": "${dataset.d}", "prompt": "\"${doc.name}\": ${join(\", \", doc.list)}\/\ud83d\ude00",
    "choices": "${doc.options}", "stops": ["\n", "${doc.stop}"]
  }},
  "evaluate": {"e": {"model": "${pretrain.q}", "benchmarks": ["${benchmark.b}"]}},
  "claim": {"c": {"that": "${evaluate.e.b.acc > 0.5 && evaluate.e.b.acc.stderr < 0.1}"}},
  "select": {"s": {"from": ["${evaluate.e}"]}},
  "report": {"r": {"results": ["${evaluate.e}"]}}
}`

const nativeExperiment = `
experiment "test" {
  description = "snow ☃"
}
dataset "d" {
  source = "builtin:d"
  fields = { a = "$${b}\t", "//" = "kept" }
  align "x" {
    source = "builtin:x"
  }
  align "y" {
    source = "builtin:y"
  }
}
pretrain "p" {
  for_each = { a = 0.25, b = 0.5 }
  rate     = each.value
  seed     = 7
  corpus   = dataset.d
  betas    = [0.1, 0.01]
  model {
    dim = 8
  }
  lora {}
}
pretrain "q" {
  corpus = dataset.d
  base   = pretrain.p["a"]
  model {
    dim = 8
  }
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "\"${doc.name}\": ${join(", ", doc.list)}/😀"
  choices = doc.options
  stops   = ["\n", doc.stop]
}
evaluate "e" {
  model      = pretrain.q
  benchmarks = [benchmark.b]
}
claim "c" {
  that = evaluate.e.b.acc > 0.5 && evaluate.e.b.acc.stderr < 0.1
}
select "s" {
  from = [evaluate.e]
}
report "r" {
  results = [evaluate.e]
}
`

func TestJSON(t *testing.T) {
	got, diags := loadJSON(t, jsonExperiment, LoadOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	want, diags := load(t, nativeExperiment, LoadOptions{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if got.Name != want.Name || got.Description != want.Description {
		t.Errorf("the experiment is %q, %q, want %q, %q", got.Name, got.Description, want.Name, want.Description)
	}
	if g, w := addresses(got.Nodes), addresses(want.Nodes); g != w {
		t.Fatalf("Nodes = %s, want %s", g, w)
	}
	for i, n := range got.Nodes {
		if g, w := recipeOf(n), recipeOf(want.Nodes[i]); g != w {
			t.Errorf("%s has the recipe\n%s\nwant\n%s", n.Address(), g, w)
		}
	}
	if line := got.Node("pretrain.q").Block.Start.Line; line != 25 {
		t.Errorf("pretrain.q begins on line %d, want 25", line)
	}
	if line := got.Node("dataset.d").Range("align[1].source").Start.Line; line != 16 {
		t.Errorf("align[1].source stands on line %d, want 16", line)
	}
}

// recipeOf returns a recipe in which addresses stand for inputs.
func recipeOf(n *Node) string {
	c := &Recipe{}
	c.addConfig(n.Config, n.Kind.New())
	c.addResolved(n.Config)
	for _, in := range n.Inputs {
		c.add("input", in.Role, in.Node.Address())
	}
	return c.String()
}

// TestJSONMistakes demands that a mistake is found where it stands, be it
// behind escapes inside a string.
func TestJSONMistakes(t *testing.T) {
	inFile := func(stages string) string { return "{\"experiment\": {\"e\": {}},\n" + stages + "\n}" }
	for _, c := range []struct {
		name, src string
		line      int
		at        string // what the diagnostic points at
		want      string // summary and detail
	}{
		{"empty", "", 1, "", `Empty file: The file has no content. An experiment in JSON begins with`},
		{"only spaces", " \n ", 2, "", `Empty file`},
		{"no object", "7", 1, "7", "Wrong type: The file holds a number here."},
		{"not UTF-8", "{\n\"a\xff\": 1}", 2, "", "Not UTF-8"},
		{"byte order mark", "\ufeff{}", 1, "\ufeff", "Byte order mark"},
		{"comment", "{\n// no\n}", 2, "/", `Invalid JSON: Here stands "/", and the name of a property`},
		{"comma", "{\n\"a\": 1,\n}", 3, "}", "Invalid JSON: There is a comma behind the last element"},
		{"no comma", "{\"a\": 1\n\"b\": 2}", 2, `"`, `Invalid JSON: Here stands "\"", and a comma or "}" is wanted.`},
		{"no colon", "{\"a\"\n1}", 2, "1", `Invalid JSON: Here stands "1", and a colon is wanted behind the name "a".`},
		{"no end", "{\"a\": [1,\n", 2, "", "Invalid JSON: Here stands the end of the file, and a value is wanted"},
		{"open string", "{\"a\": \"x", 1, "", "Invalid JSON: The file ends inside a string."},
		{"line break", "{\"a\": \"x\ny\"}", 1, "", "Invalid JSON: A line break or another control character"},
		{"escape", "{\"a\":\n\"x\\y\"}", 2, `\`, "Invalid JSON: There is no such escape."},
		{"half escape", `{"a": "\u12"}`, 1, `\`, `Invalid JSON: Behind \u stand four`},
		{"half a character", `{"a": "\ud83d"}`, 1, `\`, "Invalid JSON: This escape is half of a character"},
		{"two low halves", `{"a": "\ude00\ude00"}`, 1, `\`, "Invalid JSON: This escape is half"},
		{"word", "{\"a\": nil}", 1, "n", "Invalid JSON: Here stands \"n\", and a value is wanted"},
		{"leading zero", "{\"a\": 01}", 1, "1", "Invalid JSON: A number has no zeros in front."},
		{"bare fraction", "{\"a\": 1.}", 1, "}", "Invalid JSON: Here stands \"}\", and a digit is wanted."},
		{"huge exponent", "{\n\"a\": 1e99999}", 2, "1", "Number too long"},
		{"long number", "{\"a\": 1" + strings.Repeat("0", 400) + "}", 1, "1", "Number too long"},
		{"deep", strings.Repeat("[", 5000), 1, "[", "Nested too deep"},
		{"behind the end", "{}\n{}", 2, "{", "Invalid JSON: The value of the file has ended"},
		{"twice", inFile("\"dataset\": {\"d\": {\"source\": \"builtin:d\"},\n\"d\": {}}"), 3, `"d"`, `Duplicate property: The property "d" stands on line 2 already.`},
		{"twice in a value", inFile("\"locals\": {\"a\": {\"b\": 1,\n\"b\": 2}}"), 3, `"b"`, "Duplicate property"},
		{"no name", inFile(`"dataset": {"source": "builtin:d"}`), 2, `"builtin:d"`, `Wrong type: "source" stands where the name of the stage does, and behind it a string.`},
		{"block as value", inFile("\"pretrain\": {\"p\": {\"corpus\": \"${dataset.d}\",\n\"model\": 8}},\n\"dataset\": {\"d\": {\"source\": \"builtin:d\"}}"),
			3, "8", `Wrong type: "model" is a block, and here stands a number.`},
		{"array of arrays", inFile(`"dataset": [[{"d": {}}]]`), 2, `[{"d": {}}]`, `Wrong type: "dataset" is a block, and here stands an array.`},
		{"unknown block", inFile("\"dataset\": {\"d\": {\"source\": \"builtin:d\"}},\n\"datasets\": {\"e\": {}}"), 3, `"e"`, `Unknown block type: There is no block type "datasets". Did you mean "dataset"?`},
		{"loose attribute", inFile(`"seed": 1`), 2, `"seed"`, "Attribute outside a block"},
		{"odd name", inFile(`"locals": {"a b": 1}`), 2, `"a b"`, `Invalid name: The name "a b" cannot`},
		{"unknown attribute", inFile("\"dataset\": {\"d\": {\n\"source\": \"builtin:d\",\n\"tak\": 3}}"), 4, `"tak"`, `Unknown attribute: A dataset has no attribute "tak". Did you mean "take"?`},
		{"missing attribute", inFile("\"dataset\": {\n\"d\": {}}"), 3, `"d"`, "Missing attribute"},
		{"a string is no number", inFile("\"dataset\": {\"d\": {\"source\": \"builtin:d\",\n\"take\": \"3\"}}"), 3, `"3"`, `Wrong type: The attribute "take" is the string "3".`},
		{"unknown reference", inFile("\"locals\": {\"x\":\n\"\\u00e9\\\"\\n ${ locl.a }\"}"), 3, "locl", `Unknown name: "locl" stands for nothing. Did you mean "local"?`},
		{"template syntax", inFile("\"locals\": {\"x\":\n\"\\t\\n${1 +}\"}"), 3, "}", "Invalid expression"},
		{"deep template", inFile("\"locals\": {\"x\": 1,\n\"y\": \"\\u00e9${" + strings.Repeat("(", 150) + "\"}"), 3, "(", "Nested too deep"},
		{"long template", inFile("\"locals\": {\n\"y\": \"${1" + strings.Repeat("+1", 600) + "}\"}"), 3, "+", "Expression too long"},
		{"no bare reference", inFile("\"dataset\": {\"d\": {\"source\": \"builtin:d\"}},\n\"pretrain\": {\"p\": {\n\"corpus\": \"dataset.d\", \"model\": {\"dim\": 1}}}"),
			4, `"dataset.d"`, `Wrong type: The attribute "corpus" is the string "dataset.d".`},
		{"type", inFile("\"variable\": {\"v\": {\n\"type\": \"lst(string)\", \"default\": []}}"), 3, "lst(string)", "Invalid type"},
		{"type of another kind", inFile("\"variable\": {\"v\": {\n\"type\": 7, \"default\": []}}"), 3, "7", "Invalid type"},
	} {
		t.Run(c.name, func(t *testing.T) {
			exp, diags := loadJSON(t, c.src, LoadOptions{})
			if exp != nil || len(diags) == 0 {
				t.Fatalf("Load = %v, %v, want a mistake", exp, diags)
			}
			for _, d := range diags {
				at := c.src[d.Subject.Start.Byte:min(d.Subject.End.Byte, len(c.src))]
				if said := d.Summary + ": " + d.Detail; strings.Contains(said, c.want) && d.Subject.Start.Line == c.line && (c.at == "" || at == c.at) {
					return
				}
				t.Logf("line %d, %q: %s: %s", d.Subject.Start.Line, at, d.Summary, d.Detail)
			}
			t.Errorf("no %q at %q on line %d", c.want, c.at, c.line)
		})
	}
}

// TestJSONColumns demands columns that are characters as readers see them.
func TestJSONColumns(t *testing.T) {
	const start = `{"locals": {"x": "`
	for _, c := range []struct {
		before string
		width  int
	}{{"", 0}, {"ab", 2}, {"e\u0301", 1}, {"👩‍👩‍👧", 1}, {"日本", 2}, {`\u00e9\n`, 8}, {"é\\\"é", 4}} {
		_, diags := loadJSON(t, start+c.before+`${locl.a}"}, "experiment": {"e": {}}}`, LoadOptions{})
		if len(diags) != 1 {
			t.Fatalf("%q: %v, want one mistake", c.before, diags)
		}
		if got, want := diags[0].Subject.Start.Column, 1+len(start)+c.width+len("${"); got != want {
			t.Errorf("%q: the mistake is in column %d, want %d", c.before, got, want)
		}
	}
}

func TestJSONVarFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vars.json")
	if err := os.WriteFile(path, []byte(`{"//": "x", "size": 12, "map": {"a": ["b"]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	const src = `
variable "size" {
  type = number
}
variable "map" {
  type = map(list(string))
}
dataset "d" {
  source = var.map.a[0]
  take   = var.size
}`
	exp := mustLoad(t, src, LoadOptions{VarFiles: []string{path}})
	if d := exp.Node("dataset.d").Config.(*testDataset); d.Take != 12 || d.Source != "b" {
		t.Errorf("the dataset is %+v, want take 12 and source b", d)
	}
	_, diags := load(t, "experiment \"e\" {}", LoadOptions{VarFiles: []string{path}})
	if len(diags) != 2 || diags[0].Subject.Filename != path || diags[0].Summary != "Undeclared variable" {
		t.Errorf("undeclared variables: %v, want two mistakes in the file", diags)
	}
}

// FuzzJSON demands an experiment or mistakes of every text, and that mistakes
// point into it.
func FuzzJSON(f *testing.F) {
	f.Add(jsonExperiment)
	f.Add(`{"experiment": {"e": {}}, "locals": {"x": "\u00e9${[for a in [1]: a...]}%{if true}a%{endif}${[1][*].b}"}}`)
	f.Add(`[{"experiment": {"e": null}}, {"locals": {"a": -0.0, "b": 1E+2, "c": "${{}}"}}]`)
	f.Fuzz(func(t *testing.T, src string) {
		exp, diags := loadJSON(t, src, LoadOptions{})
		if (exp == nil) != diags.HasErrors() {
			t.Errorf("Load = %v, %v: want an experiment or errors", exp, diags)
		}
		for _, d := range diags {
			if d.Summary == "Internal error" {
				t.Error(d)
			}
			if s := d.Subject; s != nil && (s.Start.Byte < 0 || s.Start.Byte > s.End.Byte || s.End.Byte > len(src)) {
				t.Errorf("%v points at bytes %d to %d of %d", d, s.Start.Byte, s.End.Byte, len(src))
			}
		}
	})
}
