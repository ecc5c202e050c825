experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = var # ERROR: Incomplete reference: var.name
  model {
    dim = 8
  }
}
