experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = "many" # ERROR: Wrong type: is the string "many". It must be a whole number
  model {
    dim = 8
  }
}
