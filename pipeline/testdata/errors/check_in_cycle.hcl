experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "a" {
  corpus = dataset.d
  base   = pretrain.b
  model {
    dim   = 4
    heads = 3 # ERROR: Heads do not divide the model: dim 4
  }
}
pretrain "b" {
  corpus = dataset.d
  base   = pretrain.a # ERROR: Cycle: pretrain.a → pretrain.b → pretrain.a
  model {
    dim = 8
  }
}
pretrain "c" {
  corpus = dataset.d
  base   = pretrain.b
  model {
    dim   = 4
    heads = 3 # ERROR: Heads do not divide the model: dim 4
  }
}
