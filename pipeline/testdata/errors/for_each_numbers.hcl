experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset([1, 2]) # ERROR: Wrong type: a set that holds the number 1
  corpus = dataset.d
  model {
    dim = 8
  }
}
