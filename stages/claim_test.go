package stages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/artifacts"
	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

// TestResultNames holds which numbers claims can name, and how, against where
// an evaluation writes them.
func TestResultNames(t *testing.T) {
	const src = `
experiment "e" {}
dataset "d" {
  source  = "d.jsonl"
}
benchmark "level" {
  for_each = toset(["easy", "very hard"])
  dataset  = dataset.d
  request  = "generate"
  prompt   = doc.q
  test     = doc.t
  metrics  = ["pass@1"]
}
benchmark "text" {
  dataset = dataset.d
  request = "perplexity"
  prompt  = doc.q
  metrics = ["bits_per_byte", "word_perplexity"]
}
suite "levels" {
  benchmarks = benchmark.level
}
evaluate "base" {
  model      = pretrain.p
  benchmarks = [suite.levels, benchmark.text]
}
tokenizer "bpe" {
  corpus     = dataset.d
  vocab_size = 270
}
pretrain "p" {
  corpus    = dataset.d
  tokenizer = tokenizer.bpe
  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 512
  }
  optimizer {
    learning_rate = 1e-3
    steps         = 1
    batch_tokens  = 512
  }
}
`
	dir := t.TempDir()
	path := filepath.Join(dir, "e.hcl")
	for name, text := range map[string]string{path: src, filepath.Join(dir, "d.jsonl"): "{}\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, r := range exp.Node("evaluate.base").Config.(*Evaluate).Results() {
		if len(r.Path) == 2 || r.Path[2] == "chance" {
			got = append(got, strings.Join(r.Names, ".")+" = "+strings.Join(r.Path, "/"))
		}
	}
	want := []string{
		"level.easy.pass@1 = 0000/pass@1", "level.easy.pass@1.chance = 0000/pass@1/chance",
		"level.very hard.pass@1 = 0001/pass@1", "level.very hard.pass@1.chance = 0001/pass@1/chance",
		"text.bits_per_byte = 0002/bits_per_byte", "text.bits_per_byte.chance = 0002/bits_per_byte/chance",
		"text.word_perplexity = 0002/word_perplexity", "text.word_perplexity.chance = 0002/word_perplexity/chance",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Results() = %q, want %q", got, want)
	}
}

func TestField(t *testing.T) {
	full := benchmarks.Value{
		Value: 0.5, N: 12, StdErr: 0.1, HasError: true, Low: 0.3, High: 0.7, Interval: "wilson", Chance: 0.25, HasChance: true,
	}
	bare := benchmarks.Value{N: 1}
	want := map[string]float64{"stderr": 0.1, "low": 0.3, "high": 0.7, "n": 12, "chance": 0.25}
	for _, name := range valueFields {
		if x, ok := field(full, name); x != want[name] || !ok {
			t.Errorf("field(%s) = %v, %v, want %v", name, x, ok, want[name])
		}
		if _, ok := field(bare, name); ok != (name == "n") {
			t.Errorf("field(%s) of a bare value = %v, want %v", name, ok, name == "n")
		}
	}
}

// TestVerdict reads an artifact back with the names of a file. One number
// begins like another.
func TestVerdict(t *testing.T) {
	const value = `evaluate[0]["0001"].acc`
	w := newStore(t).NewArtifact(ClaimKind)
	row := claimRow{Says: "s", That: value + " - 2 * " + value + ".stderr > 0.5", Holds: true}
	values := []claimValueRow{
		{Called: value, Set: "0001", Metric: "acc", Value: 0.75, HasValue: true},
		{Called: value + ".stderr", Set: "0001", Metric: "acc", Field: "stderr", Value: 0.125, HasValue: true},
	}
	if err := artifacts.WriteTable(w, "claim", []claimRow{row}); err != nil {
		t.Fatal(err)
	}
	if err := artifacts.WriteTable(w, "values", values); err != nil {
		t.Fatal(err)
	}
	a, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	edges := map[string][]pipeline.AncestorInput{
		"claim.c":            {{Role: "that[0]", Address: `evaluate.lr["low"]`}},
		`evaluate.lr["low"]`: {{Role: "model", Address: "pretrain.p"}, {Role: "benchmarks[0]", Address: "suite.all"}},
		"suite.all":          {{Role: "benchmarks[0]", Address: "benchmark.a"}, {Role: "benchmarks[1]", Address: "benchmark.b"}},
	}
	inputs := func(address string) []pipeline.AncestorInput { return edges[address] }
	v, err := ReadVerdict("claim.c", a, inputs)
	if err != nil {
		t.Fatal(err)
	}
	const number = `evaluate.lr["low"].b.acc`
	if want := number + " - 2 * " + number + ".stderr > 0.5"; v.That != want || !v.Holds || v.Word() != "holds" {
		t.Errorf("ReadVerdict().That = %s, %v, %s, want %s", v.That, v.Holds, v.Word(), want)
	}
	if got, want := v.Numbers[1], (VerdictNumber{number + ".stderr", number, `evaluate.lr["low"]`, 0.125, true}); got != want {
		t.Errorf("ReadVerdict().Numbers[1] = %+v, want %+v", got, want)
	}
	edges["suite.all"] = nil
	if v, err := ReadVerdict("claim.c", a, inputs); err == nil {
		t.Errorf("ReadVerdict() of a benchmark that is not there = %+v, want an error", v)
	}
}
