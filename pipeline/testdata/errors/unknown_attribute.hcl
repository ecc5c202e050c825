experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  sed = 1 # ERROR: Unknown attribute: Did you mean "seed"?
  model {
    dim = 8
  }
}
