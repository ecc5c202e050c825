package stages

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pipe/pipeline"
	"pipe/stages/benchmarks"
)

func TestChoose(t *testing.T) {
	value := func(x float64) benchmarks.Value {
		return benchmarks.Value{Value: x, HasValue: true, HigherIsBetter: true}
	}
	loss := func(x float64) benchmarks.Value { return benchmarks.Value{Value: x, HasValue: true} }
	none := benchmarks.Value{HigherIsBetter: true}
	for _, c := range []struct {
		name   string
		goal   string
		values []benchmarks.Value
		want   int
		ok     bool
	}{
		{"largest", goalMax, []benchmarks.Value{value(1), value(3), value(2)}, 1, true},
		{"smallest", goalMin, []benchmarks.Value{value(2), value(3), value(1)}, 2, true},
		{"better of an accuracy", goalBetter, []benchmarks.Value{value(1), value(3), value(2)}, 1, true},
		{"better of a loss", goalBetter, []benchmarks.Value{loss(2), loss(1), loss(3)}, 1, true},
		{"largest loss", goalMax, []benchmarks.Value{loss(2), loss(1), loss(3)}, 2, true},
		{"first of equals", goalMax, []benchmarks.Value{value(1), value(2), value(2)}, 1, true},
		{"first of equal smallest", goalMin, []benchmarks.Value{value(1), value(1)}, 0, true},
		{"without value", goalMin, []benchmarks.Value{none, value(2), none}, 1, true},
		{"below a missing value's zero", goalMax, []benchmarks.Value{none, value(-2)}, 1, true},
		{"no value", goalMax, []benchmarks.Value{none, none}, -1, false},
		{"nothing", goalMax, nil, -1, false},
	} {
		if got, ok := choose(c.values, c.goal); got != c.want || ok != c.ok {
			t.Errorf("%s: choose = %d, %v, want %d, %v", c.name, got, ok, c.want, c.ok)
		}
	}
}

// selectMistakes are stages beside those of testdata/kinds.hcl, and what is
// wrong with them.
var selectMistakes = []struct{ name, src, want string }{
	{"unknown metric", `select "s" {
  from   = [evaluate.head, evaluate.adapted]
  metric = "class.macro_f2"
}`, `evaluate.head measures no "class.macro_f2". Did you mean "class.macro_f1"? It measures class.acc, class.brier, class.ece, class.macro_f1.`},
	{"a field is no metric", `select "s" {
  from   = [evaluate.head]
  metric = "class.acc.stderr"
}`, `evaluate.head measures no "class.acc.stderr".`},
	{"measured by one alone", `select "s" {
  from   = [evaluate.head, evaluate.causal]
  metric = "class.acc"
}`, `evaluate.causal measures no "class.acc".`},
	{"goal", `select "s" {
  from   = [evaluate.head]
  metric = "class.acc"
  goal   = "maximum"
}`, `The attribute "goal" is "maximum". It must be "better", "max" or "min".`},
	{"nothing to choose", `select "s" {
  from   = []
  metric = "class.acc"
}`, `There is nothing to choose among.`},
	{"no list", `select "s" {
  from   = evaluate.head
  metric = "class.acc"
}`, `The attribute "from" is a reference to evaluate.head. It must be a list of references`},
	{"a candidate without a head", `evaluate "words" {
  model      = finetune.instructed
  benchmarks = [benchmark.draws]
}
evaluate "drawn" {
  model      = pretrain.causal
  benchmarks = [benchmark.draws]
}
select "s" {
  from   = [evaluate.words, evaluate.drawn]
  metric = "draws.f1"
}
evaluate "s" {
  model      = select.s.model
  benchmarks = [benchmark.class]
}`, `finetune.instructed has no head for it.`},
	{"a masked candidate", `finetune "s" {
  base     = select.best.model
  dataset  = dataset.animals
  task     = "instruction"
  prompt   = doc.name
  response = doc.eats
}`, `finetune.head was trained with the masked objective`},
	{"a choice of choices", `select "outer" {
  from   = [evaluate.best]
  metric = "class.acc"
}
finetune "s" {
  base     = select.outer.model
  dataset  = dataset.animals
  task     = "instruction"
  prompt   = doc.name
  response = doc.eats
}`, `finetune.head was trained with the masked objective`},
	{"no model", `pretrain "s" {
  corpus    = dataset.corpus
  tokenizer = select.best.model
  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }
  optimizer {
    learning_rate = 1
    steps         = 1
    batch_tokens  = 32
  }
}`, `what select.best chooses, and that may be finetune.head, a finetune. It accepts tokenizer.`},
}

func TestSelectMistakes(t *testing.T) {
	for _, c := range selectMistakes {
		t.Run(c.name, func(t *testing.T) {
			_, err := loadBeside(t, c.src)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Load = %v, want a mistake with %q", err, c.want)
			}
		})
	}
}

// loadBeside loads testdata/kinds.hcl with other stages behind it.
func loadBeside(t *testing.T, src string) (*pipeline.Experiment, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kinds.hcl")
	kinds, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(string(kinds)+"\n"+src), 0o644); err != nil {
		t.Fatal(err)
	}
	exp, diags := pipeline.NewLoader(Kinds(), pipeline.LoadOptions{}).Load(path)
	if diags.HasErrors() {
		return nil, diags
	}
	return exp, nil
}

// TestSelectByClaimNames demands that a metric may be written as claims name
// results, and that neither its spelling nor the name of a benchmark enters
// the recipe.
func TestSelectByClaimNames(t *testing.T) {
	const src = `
benchmark "level" {
  for_each = { "very hard" = "grass", easy = "meat" }
  dataset  = dataset.animals
  request  = "classify"
  prompt   = doc.name
  choices  = ["meat", "grass"]
  answer   = each.value
  metrics  = ["macro_f1", "acc"]
}
evaluate "level" {
  model      = finetune.head
  benchmarks = values(benchmark.level)
}
select "s" {
  from   = [evaluate.level]
  metric = METRIC
}`
	for metric, want := range map[string]string{
		`"level[\"very hard\"].acc"`: `[["0001"].acc]`,
		`"level[\"easy\"].acc"`:      `[["0000"].acc]`,
		`"level.easy.acc"`:           `[["0000"].acc]`,
		`"level.very hard.acc"`:      `[["0001"].acc]`,
	} {
		exp, err := loadBeside(t, strings.Replace(src, "METRIC", metric, 1))
		if err != nil {
			t.Errorf("metric = %s: %v", metric, err)
			continue
		}
		got := exp.Node("select.s").Config.(*Select).Resolve()
		if len(got) != 1 || got[0].Value != want {
			t.Errorf("metric = %s: Resolve = %v, want %s", metric, got, want)
		}
	}
}

// TestSelectInVariant demands that a choice in a variant is one among the
// variant's models, and that of a variant without effect the file's own.
func TestSelectInVariant(t *testing.T) {
	exp, err := loadBeside(t, `
ablation "chosen" {
  measure  = [evaluate.best]
  baseline = "same"
  variant "same" {}
  variant "other" {
    finetune "head" {
      seed = 5
    }
  }
}`)
	if err != nil {
		t.Fatal(err)
	}
	inputs := func(address string) (all []string) {
		n := exp.Node(address)
		if n == nil {
			t.Fatalf("there is no %s", address)
		}
		for _, in := range n.Inputs {
			all = append(all, in.Role+" = "+in.Node.Address())
		}
		return all
	}
	const other = `ablation.chosen["other"].`
	for address, want := range map[string]string{
		"select.best":           "from[0] = evaluate.head, from[1] = evaluate.adapted, model[0] = finetune.head, model[1] = finetune.adapted",
		other + "select.best":   "from[0] = " + other + "evaluate.head, from[1] = evaluate.adapted, model[0] = " + other + "finetune.head, model[1] = finetune.adapted",
		other + "evaluate.best": "model = " + other + "select.best, benchmarks[0] = benchmark.class",
	} {
		if got := strings.Join(inputs(address), ", "); got != want {
			t.Errorf("inputs of %s = %s, want %s", address, got, want)
		}
	}
	for _, n := range exp.Nodes {
		if strings.HasPrefix(n.Address(), `ablation.chosen["same"].`) {
			t.Errorf("%s is a stage of its own, and is the file's", n.Address())
		}
	}
}
