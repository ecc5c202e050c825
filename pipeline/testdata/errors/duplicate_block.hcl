experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model { # the first
    dim = 4
  }
  model { # ERROR: Duplicate block: the first is on line 7
    dim = 8
  }
}
