package pipeline

import (
	"fmt"
	"strings"
	"testing"
)

// sweep is an experiment whose stages are repeated over local.rates; %s are
// its locals and what else it holds.
const sweep = `
locals {
  %s
}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}
pretrain "lr" {
  for_each = local.rates
  corpus   = dataset.d
  rate     = each.value
  model {
    dim = 8
  }
}
evaluate "lr" {
  for_each   = local.rates
  model      = pretrain.lr[each.key]
  benchmarks = [benchmark.b]
}
%s
`

func addresses(nodes []*Node) string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.Address())
	}
	return strings.Join(all, " ")
}

func inputsOf(n *Node) string {
	var nodes []*Node
	for _, in := range n.Inputs {
		nodes = append(nodes, in.Node)
	}
	return addresses(nodes)
}

func TestForEach(t *testing.T) {
	const two = ` pretrain.lr["high"] evaluate.lr["high"] pretrain.lr["low"] evaluate.lr["low"]`
	cases := []struct{ name, rates, want string }{
		{"map", `tomap({ low = 0.1, high = 0.9 })`, two},
		{"object", `{ low = 0.1, high = 0.9 }`, two},
		{"reordered", `{ high = 0.9, low = 0.1 }`, two},
		{"computed", `{ for i, k in ["low", "high"] : k => 0.1 + i / 2 }`, two},
		{"null values", `{ high = null, low = null }`, two},
		{"empty", `{}`, ""},
		{"odd keys", `{ "a \"b\".c]" = 0.1, "$${x}" = 0.2, "é" = 0.3 }`,
			` pretrain.lr["${x}"] evaluate.lr["${x}"] pretrain.lr["a \"b\".c]"] evaluate.lr["a \"b\".c]"]` +
				` pretrain.lr["é"] evaluate.lr["é"]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			exp := mustLoad(t, fmt.Sprintf(sweep, "rates = "+c.rates, ""), LoadOptions{})
			got := addresses(exp.Nodes)
			if got != "dataset.d benchmark.b"+c.want {
				t.Errorf("Nodes = %s, want dataset.d benchmark.b%s", got, c.want)
			}
			for _, n := range exp.Nodes {
				if want := "pretrain" + strings.TrimPrefix(n.Address(), "evaluate") + " benchmark.b"; n.Kind.Name == "evaluate" && inputsOf(n) != want {
					t.Errorf("inputs of %s = %s, want %s", n.Address(), inputsOf(n), want)
				}
			}
		})
	}
}

func TestEachInSet(t *testing.T) {
	exp := mustLoad(t, `
dataset "d" {
  for_each = toset(["x", "y", "x"])
  source   = "builtin:${each.key}"
  fields   = { name = each.value }
  align "a" {
    source = "builtin:${each.key}"
  }
}
benchmark "b" {
  for_each = toset(["x"])
  dataset  = dataset.d[each.key]
  prompt   = "${upper(each.value)} ${doc.name}"
}`, LoadOptions{})
	if got, want := addresses(exp.Nodes), `dataset.d["x"] benchmark.b["x"] dataset.d["y"]`; got != want {
		t.Errorf("Nodes = %s, want %s", got, want)
	}
	y := exp.Node(`dataset.d["y"]`).Config.(*testDataset)
	if y.Source != "builtin:y" || y.Fields["name"] != "y" || y.Align[0].Source != "builtin:y" {
		t.Errorf(`dataset.d["y"] = %+v, want y in all places`, y)
	}
	prompt := exp.Node(`benchmark.b["x"]`).Config.(*testBenchmark).Prompt
	if got := prompt.Canonical(); got != `"X ${doc.name}"` {
		t.Errorf("Canonical = %s, want the key's value in it", got)
	}
	if v, err := prompt.Value([]byte(`{"name": "n"}`)); err != nil || v.text != "X n" {
		t.Errorf("Value = %v, %v, want X n", v, err)
	}
}

func TestReferencesToInstances(t *testing.T) {
	const all = `evaluate.lr["high"] evaluate.lr["low"]`
	cases := []struct{ results, want string }{
		{`evaluate.lr`, all},
		{`values(evaluate.lr)`, all},
		{`[for k, e in evaluate.lr : e]`, all},
		{`[for k, e in evaluate.lr : e if k != "low"]`, `evaluate.lr["high"]`},
		{`{ for k, e in evaluate.lr : k => e if k != "high" }`, `evaluate.lr["low"]`},
		{`[evaluate.lr["low"]]`, `evaluate.lr["low"]`},
		{`[for k in keys(local.rates) : evaluate.lr[k]]`, all},
		{`concat([evaluate.lr["low"]], values(evaluate.lr))`, `evaluate.lr["low"] ` + all},
		{`local.best`, `evaluate.lr["high"]`},
		{`[evaluate.number[1], evaluate.number["1"]]`, `evaluate.number["1"] evaluate.number["1"]`},
	}
	const more = `evaluate "number" {
  for_each   = toset(["1"])
  model      = pretrain.lr["low"]
  benchmarks = [benchmark.b]
}
report "r" {
  results = %s
}`
	for _, c := range cases {
		t.Run(c.results, func(t *testing.T) {
			locals := "rates = { low = 0.1, high = 0.9 }\n best = [evaluate.lr[\"high\"]]"
			exp := mustLoad(t, fmt.Sprintf(sweep, locals, fmt.Sprintf(more, c.results)), LoadOptions{})
			if got := inputsOf(exp.Node("report.r")); got != c.want {
				t.Errorf("results = %s gives %s, want %s", c.results, got, c.want)
			}
		})
	}
}

// TestForEachKeys holds that an instance's key has nothing to do with its name
// and with the other instances.
func TestForEachKeys(t *testing.T) {
	recipe := func(rates, address string) *Recipe {
		return testRecipes(mustLoad(t, fmt.Sprintf(sweep, "rates = "+rates, ""), LoadOptions{}))[address]
	}
	want := recipe(`{ low = 0.1 }`, `pretrain.lr["low"]`)
	cases := []struct{ name, rates, address string }{
		{"another variant", `{ low = 0.1, high = 0.9 }`, `pretrain.lr["low"]`},
		{"before it", `{ a = 0.9, low = 0.1 }`, `pretrain.lr["low"]`},
		{"another spelling", `tomap({ "low" = 1e-1 })`, `pretrain.lr["low"]`},
		{"another key", `{ small = 0.1 }`, `pretrain.lr["small"]`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := recipe(c.rates, c.address); got.Key() != want.Key() {
				t.Errorf("recipe of %s with rates = %s:\n%s, want\n%s", c.address, c.rates, got, want)
			}
		})
	}
	if got := recipe(`{ low = 0.2 }`, `pretrain.lr["low"]`); got.Key() == want.Key() {
		t.Errorf("a rate of 0.2 has the recipe of one of 0.1:\n%s", got)
	}
	const single = `
dataset "d" {
  source = "builtin:d"
}
pretrain "lr" {
  corpus = dataset.d
  rate   = 0.1
  model {
    dim = 8
  }
}`
	if got := testRecipes(mustLoad(t, single, LoadOptions{}))["pretrain.lr"]; got.Key() != want.Key() {
		t.Errorf("recipe without for_each:\n%s, want\n%s", got, want)
	}
}

// TestKeysInRecipes holds that a recipe which names instances, as a report's
// does, can be read again whatever the keys are.
func TestKeysInRecipes(t *testing.T) {
	const rates = `rates = { "a \"b\" c" = 0.1, "\\" = 0.2, "x]. y" = 0.3 }`
	exp := mustLoad(t, fmt.Sprintf(sweep, rates, "report \"r\" {\n  results = evaluate.lr\n}"), LoadOptions{})
	recipe := testRecipes(exp)["report.r"]
	parsed, err := ParseRecipe(recipe.String())
	if err != nil || len(DiffRecipes(recipe, parsed)) != 0 {
		t.Fatalf("ParseRecipe of\n%s= %v, %v, want the same", recipe, parsed, err)
	}
	for _, l := range parsed.lines {
		if l.what == "ancestor" && exp.Node(l.name) == nil {
			t.Errorf("ParseRecipe reads the ancestor %s, which is none", l.name)
		}
	}
}

// TestTooManyInstances holds that a for_each is bounded before anything is
// made of it.
func TestTooManyInstances(t *testing.T) {
	const src = `experiment "e" {}
dataset "d" {
  for_each = { for k in flatten([for a in range(150) : [for b in range(1000) : "${a}-${b}"]]) : k => 0 }
  source   = "builtin:d"
}`
	_, diags := load(t, src, LoadOptions{})
	if len(diags) != 1 || !strings.Contains(diags[0].Detail, "150000 elements") {
		t.Errorf("Load = %v, want one error about 150000 elements", diags)
	}
}
