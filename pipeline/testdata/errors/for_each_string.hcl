experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = "low" # ERROR: Wrong type: for_each is the string "low". It must be a map, an object or a set of strings
  corpus = dataset.d
  model {
    dim = 8
  }
}
