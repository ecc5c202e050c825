experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  count = 3 # ERROR: Unknown attribute: A stage is repeated by for_each
  corpus = dataset.d
  model {
    dim = 8
  }
}
