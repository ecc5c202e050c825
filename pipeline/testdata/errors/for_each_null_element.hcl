experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset(["low", null]) # ERROR: Wrong type: a set that holds null
  corpus = dataset.d
  model {
    dim = 8
  }
}
