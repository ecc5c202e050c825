experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretain "p" { # ERROR: Unknown block type: Did you mean "pretrain"?
  corpus = dataset.d
}
evaluate "e" {
  model      = pretrain.p
  benchmarks = []
}
