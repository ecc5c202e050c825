experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
locals {
  names = keys(local.data)
  data  = { a = dataset.d }
}
pretrain "p" {
  for_each = toset(local.names) # ERROR: Stage in for_each: local.names refers to the stage dataset.d
  corpus = dataset.d
  model {
    dim = 8
  }
}
