experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = { "" = 1, low = 2 } # ERROR: Invalid key: The key "" of for_each is empty
  corpus = dataset.d
  model {
    dim = 8
  }
}
