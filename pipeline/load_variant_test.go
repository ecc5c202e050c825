package pipeline

import (
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

func TestVariants(t *testing.T) {
	const own = "dataset.d benchmark.b pretrain.base evaluate.base"
	cases := []struct{ name, ablation, want, inputs string }{
		{"one as it is", `variant "a" {}`, own + " ablation.x", "evaluate.base"},
		{"one override", `variant "a" {
    pretrain "base" {
      model {
        heads = 4
      }
    }
  }`, `dataset.d ablation.x["a"].pretrain.base`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			exp := mustLoad(t, study+"ablation \"x\" {\n  measure = [evaluate.base]\n  "+c.ablation+"\n}", LoadOptions{})
			t.Log(addresses(exp.Nodes))
			t.Log(inputsOf(exp.Node("ablation.x")))
			if !strings.Contains(addresses(exp.Nodes), "ablation.x") {
				t.Error()
			}
		})
	}
}
