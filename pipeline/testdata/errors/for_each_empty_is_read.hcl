experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = {}
  corpus   = dataset.d
  seed     = each.value
  rate     = each.valu # ERROR: Unknown name: Write each.key or each.value
  sed      = 1 # ERROR: Unknown attribute: Did you mean "seed"?
  model {
    dim = 8
  }
}
evaluate "e" {
  model      = pretrain.p["low"] # ERROR: Unknown instance: pretrain.p has no instances
  benchmarks = []
}
