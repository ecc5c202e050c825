experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = null # ERROR: Wrong type: for_each is null
  corpus = dataset.d
  model {
    dim = 8
  }
}
