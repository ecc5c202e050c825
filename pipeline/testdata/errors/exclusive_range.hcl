experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  rate = 0 # ERROR: Out of range: must be above 0 and below 1
  model {
    dim = 8
  }
}
