experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = { low = 1, high = 2 }
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "q" {
  base = pretrain.p # ERROR: Several stages: Write which one: pretrain.p[…] with one of the keys "high" and "low"
  corpus = dataset.d
  model {
    dim = 8
  }
}
evaluate "e" {
  for_each   = pretrain.p # ERROR: Stage in for_each
  model      = pretrain.p[each.key]
  benchmarks = []
}
evaluate "f" {
  for_each   = toset(["low"])
  model      = pretrain.p[each.key]
  benchmarks = []
}
report "r" {
  results = [evaluate.f] # ERROR: Several stages: concat([…], values(evaluate.f))
}
