experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = { a = dataset.d } # ERROR: Stage in for_each: dataset.d is a stage
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "q" {
  for_each = pretrain.p # ERROR: Stage in for_each: pretrain.p is a stage
  corpus = dataset.d
  model {
    dim = 8
  }
}
