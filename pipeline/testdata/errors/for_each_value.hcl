experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = { a = 1, b = 2000 }
  corpus   = dataset.d
  seed     = each.value # ERROR: Out of range: 2000. It must be at least 0 and at most 1000. This is so for pretrain.p["b"]
  rate     = 3 # ERROR: Out of range: It must be above 0 and below 1.
  model {
    dim   = 2048
    heads = 3 # ERROR: Heads do not divide the model
  }
}
