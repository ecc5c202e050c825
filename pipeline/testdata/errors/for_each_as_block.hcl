experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each { # ERROR: Attribute written as block: for_each = …
    low = 1
  }
  corpus = dataset.d
  model {
    dim = 8
  }
}
