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

ablation "inner" { # ERROR: Ablation of an ablation: ablation.inner is stood on by what ablation.x measures.
  measure = [evaluate.base]
  variant "a" {}
}

report "r" {
  results = [ablation.inner]
}

ablation "x" {
  measure = [report.r]
  variant "a" {}
}
