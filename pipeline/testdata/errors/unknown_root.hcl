experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = vat.seed # ERROR: Unknown name: Did you mean "var"?
  model {
    dim = 8
  }
}
