experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = 1001 # ERROR: Out of range: must be at least 0 and at most 1000
  model {
    dim = 8
  }
}
