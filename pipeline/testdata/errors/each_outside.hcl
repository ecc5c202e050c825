experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
locals {
  rate = each.value # ERROR: each outside for_each
}
pretrain "p" {
  title = each.key # ERROR: each outside for_each
  seed  = local.rate
  corpus = dataset.d
  model {
    dim = 8
  }
}
