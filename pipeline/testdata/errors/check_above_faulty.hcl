experiment "e" {}
dataset "d" {
  source = "builtin:d"
  take   = -1 # ERROR: Out of range: at least 0
}
pretrain "a" {
  corpus = dataset.d
  model {
    dim   = eight # ERROR: Unknown name: "eight" stands for nothing
    heads = 3
  }
}
pretrain "b" {
  corpus = dataset.d
  base   = pretrain.a # nobody knows how wide it is
  model {
    dim   = 8
    heads = 3 # ERROR: Heads do not divide the model: dim 8
  }
}
pretrain "c" {
  corpus = dataset.d
  base   = pretrain.b # ERROR: Base of another width: pretrain.b is not 16 wide
  model {
    dim = 16
  }
}
pretrain "d" {
  corpus = dataset.d
  base   = pretrain.z # ERROR: Unknown stage: There is no stage pretrain.z
  model {
    dim   = 8
    heads = 3 # ERROR: Heads do not divide the model: dim 8
  }
}
pretrain "e" {
  corpus = dataset.d
  base   = dataset.d # ERROR: Wrong kind of stage: refers to dataset.d, a dataset
  model {
    dim   = 8
    heads = 3 # ERROR: Heads do not divide the model: dim 8
  }
}
