experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim   = 8
    heads = 3 # ERROR: Heads do not divide the model: dim 8
  }
}
