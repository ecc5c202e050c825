experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "q" {
  base = pretrain.p["low"] # ERROR: No for_each: Write pretrain.p
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "r" {
  for_each = toset(["low"])
  base     = pretrain.p[each.key] # ERROR: No for_each: Write pretrain.p
  corpus = dataset.d
  model {
    dim = 8
  }
}
