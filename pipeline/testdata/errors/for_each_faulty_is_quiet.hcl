experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset(local.absent) # ERROR: Undeclared local
  corpus   = dataset.d
  seed     = each.value
  rate     = 2 # ERROR: Out of range
  model {
    dim = 8
  }
}
evaluate "e" {
  model      = pretrain.p["low"]
  benchmarks = []
}
report "r" {
  results = [for k, p in pretrain.p : p]
}
