experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim  = 8
    hads = 2 # ERROR: Unknown attribute: Did you mean "heads"?
  }
}
