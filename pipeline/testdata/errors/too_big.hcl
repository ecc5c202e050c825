experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  threads = 1e30 # ERROR: Out of range: whole number of 64 bits
  model {
    dim = 8
  }
}
