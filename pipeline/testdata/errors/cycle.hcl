experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "a" {
  corpus = dataset.d
  base   = pretrain.b
  model {
    dim = 1
  }
}
pretrain "b" {
  corpus = dataset.d
  base   = pretrain.a # ERROR: Cycle: pretrain.a → pretrain.b → pretrain.a
  model {
    dim = 1
  }
}
