experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" { # ERROR: Missing block: Shape of the model.
  corpus = dataset.d
}
