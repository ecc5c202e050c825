experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  objective = "casual" # ERROR: Unknown value: Did you mean "causal"? It must be "causal" or "masked"
  model {
    dim = 8
  }
}
