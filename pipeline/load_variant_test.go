package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// study is an experiment that an ablation is added to.
const study = `
variable "seed" {
  type    = number
  default = 1
}
locals {
  dim = 8
}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}
pretrain "base" {
  corpus = dataset.d
  seed   = var.seed
  model {
    dim   = local.dim
    heads = 2
  }
}
evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}
`

// studied is an ablation of it.
const studied = `
ablation "x" {
  measure = [evaluate.base]
  seeds   = [1, 2]
  variant "few" {}
  variant "many" {
    locals {
      dim = 16
    }
    pretrain "base" {
      model {
        heads = 4
      }
    }
  }
}
`

func TestVariants(t *testing.T) {
	const shared = "dataset.d benchmark.b "
	cases := []struct{ name, rest, want, inputs string }{
		{"as it is", `variant "a" {}`, "pretrain.base evaluate.base", "evaluate.base"},
		{"an attribute", `variant "a" {
  pretrain "base" {
    rate = 0.25
  }
}`, `ablation.x["a"].pretrain.base ablation.x["a"].evaluate.base`, `ablation.x["a"].evaluate.base`},
		{"what it is already", `variant "a" {
  pretrain "base" {
    rate = 1 / 2
    model {
      dim = 2 * 4
    }
  }
}`, "pretrain.base evaluate.base", "evaluate.base"},
		{"a local", `variant "a" {
  locals {
    dim = 16
  }
}`, `ablation.x["a"].pretrain.base ablation.x["a"].evaluate.base`, `ablation.x["a"].evaluate.base`},
		{"a variable", `variant "a" {
  variables = { seed = 2 }
}`, `ablation.x["a"].pretrain.base ablation.x["a"].evaluate.base`, `ablation.x["a"].evaluate.base`},
		{"seeds", "seeds = [1, 2]\nvariant \"a\" {}",
			`ablation.x["a"][2].pretrain.base ablation.x["a"][2].evaluate.base`, `evaluate.base ablation.x["a"][2].evaluate.base`},
		{"alike", "variant \"z\" {\nvariables = { seed = 2 }\n}\nvariant \"b\" {\npretrain \"base\" {\nseed = 2\n}\n}",
			`ablation.x["z"].pretrain.base ablation.x["z"].evaluate.base`, `ablation.x["z"].evaluate.base ablation.x["z"].evaluate.base`},
		{"the last stage", `variant "a" {
  evaluate "base" {
    benchmarks = [benchmark.b, benchmark.b]
  }
}`, `ablation.x["a"].evaluate.base`, `ablation.x["a"].evaluate.base`},
		{"the first stage", `variant "a" {
  dataset "d" {
    take = 1
  }
}`, `ablation.x["a"].dataset.d ablation.x["a"].benchmark.b ablation.x["a"].pretrain.base ablation.x["a"].evaluate.base`,
			`ablation.x["a"].evaluate.base`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			exp := mustLoad(t, study+"ablation \"x\" {\nmeasure = [evaluate.base]\n"+c.rest+"\n}", LoadOptions{})
			x := exp.Node("ablation.x")
			if got := inputsOf(x); got != c.inputs {
				t.Errorf("inputs = %s, want %s", got, c.inputs)
			}
			all := strings.Fields(shared + "pretrain.base evaluate.base ablation.x")
			for _, address := range strings.Fields(c.want) {
				if !slices.Contains(all, address) {
					all = append(all, address)
				}
			}
			got := strings.Fields(addresses(exp.Nodes))
			slices.Sort(got)
			slices.Sort(all)
			if !slices.Equal(got, all) {
				t.Errorf("nodes = %v, want %v", got, all)
			}
			g := x.Config.(*testAblation).Grid
			for i, in := range x.Inputs {
				v, r := i/g.Rounds(), i%g.Rounds()
				if in.Role != g.Role(v, r, 0) || g.Ref(v, r, 0).Node() != in.Node {
					t.Errorf("input %d = %s of %s, want %s of %s", i, in.Role, in.Node.Address(), g.Role(v, r, 0), g.Ref(v, r, 0).Node().Address())
				}
			}
		})
	}
}

// TestVariantConfigs holds that references of a shared or a new node lead to
// nodes of the experiment, and that ranges point into the variant.
func TestVariantConfigs(t *testing.T) {
	exp := mustLoad(t, study+studied, LoadOptions{})
	n := exp.Node(`ablation.x["many"][2].pretrain.base`)
	p := n.Config.(*testPretrain)
	if p.Model.Dim != 16 || p.Model.Heads != 4 || p.Seed != 2 || p.Corpus.Node() != exp.Node("dataset.d") {
		t.Errorf("config = %+v, want dim 16, 4 heads, seed 2 and the file's corpus", p)
	}
	line := func(text string) int {
		return 2 + strings.Count((study + studied)[:strings.Index(study+studied, text)], "\n")
	}
	if got, want := n.Range("model.heads").Start.Line, line("heads = 4"); got != want {
		t.Errorf("Range(model.heads) is on line %d, want %d", got, want)
	}
	if got, want := n.Range("model.dim").Start.Line, line("dim   = local.dim"); got != want {
		t.Errorf("Range(model.dim) is on line %d, want %d", got, want)
	}
	if got := exp.Node(`ablation.x["few"][1].pretrain.base`); got != exp.Node("pretrain.base") {
		t.Errorf("Node of a shared stage = %v, want the file's own", got)
	}
	for _, n := range exp.Nodes {
		for _, in := range n.Inputs {
			if exp.Node(in.Node.Address()) != in.Node {
				t.Errorf("%s stands on %s, which is no node of the experiment", n.Address(), in.Node.Address())
			}
		}
	}
}

// TestVariantKeys holds that the recipes of a variant's stages have nothing to
// do with the other variants, their order and their names.
func TestVariantKeys(t *testing.T) {
	const many = `variant "many" {
  pretrain "base" {
    rate = 0.25
  }
}
`
	recipe := func(variants, address string) *Recipe {
		src := study + "ablation \"x\" {\nmeasure = [evaluate.base]\nseeds = [1, 2]\n" + variants + "}"
		return testRecipes(mustLoad(t, src, LoadOptions{}))[address]
	}
	const address = `ablation.x["many"][2].pretrain.base`
	want := recipe(many, address)
	more := "variant \"more\" {\nlocals {\ndim = 16\n}\n}\n"
	cases := []struct{ name, variants, address string }{
		{"inserted before", more + many, address},
		{"inserted behind", many + more, address},
		{"another name", strings.Replace(many, "many", "most", 1), `ablation.x["most"][2].pretrain.base`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := recipe(c.variants, c.address); got == nil || got.Key() != want.Key() {
				t.Errorf("recipe of %s:\n%v, want\n%v", c.address, got, want)
			}
		})
	}
}

// TestEqualStagesOfTheFile holds that two stages of the file are two, whatever
// they have in common, and that a variant shares the one of the same name.
func TestEqualStagesOfTheFile(t *testing.T) {
	twin := strings.NewReplacer(`pretrain "base"`, `pretrain "twin"`, `evaluate "base"`, `evaluate "twin"`, "pretrain.base", "pretrain.twin")
	tail := study[strings.Index(study, "pretrain \"base\""):]
	src := study + twin.Replace(tail) + "ablation \"x\" {\nmeasure = [evaluate.twin, evaluate.base]\nvariant \"a\" {}\n}"
	exp := mustLoad(t, src, LoadOptions{})
	if got, want := inputsOf(exp.Node("ablation.x")), "evaluate.twin evaluate.base"; got != want {
		t.Errorf("inputs = %s, want %s", got, want)
	}
	if exp.Node("pretrain.twin") == nil || exp.Node("pretrain.twin") == exp.Node("pretrain.base") {
		t.Errorf("nodes = %s, want pretrain.base and pretrain.twin", addresses(exp.Nodes))
	}
}

// TestMeasuredInstances holds that all instances of a stage can be measured.
func TestMeasuredInstances(t *testing.T) {
	more := "report \"r\" {\nresults = [ablation.x]\n}\n" +
		"ablation \"x\" {\nmeasure = evaluate.lr\nvariant \"a\" {\ndataset \"d\" {\ntake = 3\n}\n}\n}"
	exp := mustLoad(t, fmt.Sprintf(sweep, "rates = { low = 0.1, high = 0.9 }", more), LoadOptions{})
	if got, want := inputsOf(exp.Node("ablation.x")), `ablation.x["a"].evaluate.lr["high"] ablation.x["a"].evaluate.lr["low"]`; got != want {
		t.Errorf("inputs = %s, want %s", got, want)
	}
	if got := fmt.Sprint(exp.Node("ablation.x").Config.(*testAblation).Grid.Measures); got != `[evaluate.lr["high"] evaluate.lr["low"]]` {
		t.Errorf("Measures = %s, want both instances", got)
	}
}

// TestMergeBlocks holds how blocks inside a stage are merged.
func TestMergeBlocks(t *testing.T) {
	src := strings.Replace(study, `source = "builtin:d"`, `source = "builtin:d"
  fields = { a = "b" }
  align "x" {
    source = "builtin:x"
  }
  align "y" {
    source = "builtin:y"
  }`, 1) + `ablation "x" {
  measure = [evaluate.base]
  variant "a" {
    dataset "d" {
      take   = 3
      fields = null
      align "y" {
        source = "builtin:other"
      }
      align "z" {
        source = "builtin:z"
      }
    }
    pretrain "base" {
      lora {}
    }
  }
}`
	exp := mustLoad(t, src, LoadOptions{})
	d := exp.Node(`ablation.x["a"].dataset.d`).Config.(*testDataset)
	if got, want := fmt.Sprint(d.Align), "[{x builtin:x} {y builtin:other} {z builtin:z}]"; got != want {
		t.Errorf("align = %s, want %s", got, want)
	}
	if d.Take != 3 || d.Fields != nil || d.Source != "builtin:d" {
		t.Errorf("dataset = %+v, want take 3, no fields, and the source of the file", d)
	}
	if p := exp.Node(`ablation.x["a"].pretrain.base`).Config.(*testPretrain); p.LoRA == nil || p.LoRA.Rank != 8 {
		t.Errorf("lora = %+v, want one with its defaults", p.LoRA)
	}
	if p := exp.Node("pretrain.base").Config.(*testPretrain); p.LoRA != nil {
		t.Errorf("lora of the file's own stage = %+v, want none", p.LoRA)
	}
}

// TestTooManyVariants holds that an ablation is bounded before it is expanded.
func TestTooManyVariants(t *testing.T) {
	var seeds strings.Builder
	for i := range maxScopes {
		fmt.Fprintf(&seeds, "%d, ", i)
	}
	src := "experiment \"e\" {}\n" + study + "ablation \"x\" {\nmeasure = [evaluate.base]\nseeds = [" + seeds.String() + "]\nvariant \"a\" {}\nvariant \"b\" {}\n}"
	_, diags := load(t, src, LoadOptions{})
	if len(diags) != 1 || diags[0].Summary != "Ablation too large" {
		t.Errorf("Load = %v, want one error about the ablation's size", diags)
	}
}

// TestManyMistakes holds that a mistake whose value differs from one evaluation
// to the next is not told of each of hundreds.
func TestManyMistakes(t *testing.T) {
	var seeds strings.Builder
	for i := range 200 {
		fmt.Fprintf(&seeds, "%d, ", 2000+i)
	}
	_, diags := load(t, "experiment \"e\" {}\n"+study+"ablation \"x\" {\nmeasure = [evaluate.base]\nseeds = ["+seeds.String()+"]\nvariant \"a\" {}\n}", LoadOptions{})
	if len(diags) != maxSaid || !strings.Contains(diags[0].Detail, `2000. It must be at least 0 and at most 1000. This is so for ablation.x["a"][2000].`) {
		t.Errorf("Load = %v, want %d errors, the first about the first seed", diags, maxSaid)
	}
}

// TestLineageIsNotShared holds that a stage which shows names is one of each
// variant, where its names are others.
func TestLineageIsNotShared(t *testing.T) {
	src := study + "report \"r\" {\nresults = [evaluate.base]\n}\nablation \"x\" {\nmeasure = [report.r]\nvariant \"a\" {}\n}"
	exp := mustLoad(t, src, LoadOptions{})
	n := exp.Node("ablation.x").Inputs[0].Node
	if got, want := n.Address()+" of "+inputsOf(n), `ablation.x["a"].report.r of evaluate.base`; got != want {
		t.Errorf("input = %s, want %s", got, want)
	}
}
