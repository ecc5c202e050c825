experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = dataset.d.take # ERROR: Reference into a stage: Refer to the stage as dataset.d
  model {
    dim = 8
  }
}
