experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  betas = [0.9, true] # ERROR: Wrong type: "betas[1]" is true
  model {
    dim = 8
  }
}
