experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset([each.key]) # ERROR: each outside for_each: in all attributes but that one
  corpus = dataset.d
  model {
    dim = 8
  }
}
