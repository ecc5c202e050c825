experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset(["a\nb"]) # ERROR: Invalid key: The key "a\nb" of for_each has a line break
  corpus = dataset.d
  model {
    dim = 8
  }
}
