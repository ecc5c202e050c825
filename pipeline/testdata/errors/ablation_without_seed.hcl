experiment "e" {}

dataset "d" {
  source = "builtin:d"
}

benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}

pretrain "base" {
  corpus = dataset.d
  model {
    dim = 8
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}

ablation "x" {
  measure = [evaluate.base]
  seeds   = [1, 2] # ERROR: Undeclared variable: The attribute "seeds" sets var.seed, and the file declares no variable "seed".
  variant "a" {}
}
