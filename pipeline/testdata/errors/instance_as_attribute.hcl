experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset(["low"])
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "q" {
  base = pretrain.p.low # ERROR: Reference into a stage: Refer to one as pretrain.p["low"]
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "r" {
  base = pretrain.p["low"].base # ERROR: Reference into a stage: Refer to the stage as pretrain.p["low"]
  corpus = dataset.d
  model {
    dim = 8
  }
}
