experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  base = pretrain.p # ERROR: Self reference: pretrain.p refers to itself
  model {
    dim = 8
  }
}
