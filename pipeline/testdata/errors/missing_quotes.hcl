experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  objective = causal # ERROR: Unknown name: A string is written in quotes: "causal"
  model {
    dim = 8
  }
}
