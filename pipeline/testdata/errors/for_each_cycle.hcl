experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = { a = "b", b = "a", c = "a" }
  base     = pretrain.p[each.value] # ERROR: Cycle: pretrain.p["a"] → pretrain.p["b"] → pretrain.p["a"]
  corpus = dataset.d
  model {
    dim = 8
  }
}
