experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model  = { dim = 8 } # ERROR: Block written as attribute: model { … }
}
