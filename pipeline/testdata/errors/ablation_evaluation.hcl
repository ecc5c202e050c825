experiment "e" {}

variable "seed" {
  default = 1
}

locals {
  dim = 8
}

dataset "d" {
  source = "builtin:d"
}

dataset "unused" {
  source = "builtin:d"
}

benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}

pretrain "base" {
  corpus = dataset.d
  seed   = var.seed # ERROR: Out of range: The attribute "seed" is 2000. It must be at least 0 and at most 1000. This is so for ablation.x["a"][2000], ablation.x["range"][2000] and ablation.x["shape"][2000].
  model {
    dim   = local.dim # ERROR: Model narrower than its seed: dim is 8 and seed is 10. This is so for ablation.x["a"][10] and ablation.x["range"][10].
    heads = 2
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}

ablation "x" {
  measure = [evaluate.base]
  seeds   = [2000, 10]

  variant "a" {}

  variant "range" {
    pretrain "base" {
      rate = 2 # ERROR: Out of range: The attribute "rate" is 2.
    }
  }

  variant "shape" {
    pretrain "base" {
      model {
        dim   = 11
        heads = 5 # ERROR: Heads do not divide the model: dim 11 is no multiple of 5 heads.
      }
    }
  }
}

ablation "idle" {
  measure = [evaluate.base]

  variant "a" {
    dataset "unused" { # ERROR: Override without effect: In this variant, nothing that is measured stands on dataset.unused.
      take = 3
    }
  }
}
