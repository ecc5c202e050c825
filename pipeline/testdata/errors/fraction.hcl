experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = 1.5 # ERROR: Wrong type: is the number 1.5. It must be a whole number
  model {
    dim = 8
  }
}
