experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = ["low", "high"] # ERROR: Wrong type: write toset(…)
  corpus = dataset.d
  model {
    dim = 8
  }
}
