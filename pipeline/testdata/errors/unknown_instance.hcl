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
  base = pretrain.p["hgih"] # ERROR: Unknown instance: pretrain.p has no instance "hgih". Did you mean "high"? Its keys are "high" and "low"
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "r" {
  for_each = toset(["low", "hugh"])
  base     = pretrain.p[each.key] # ERROR: Unknown instance: pretrain.p has no instance "hugh". Did you mean "high"? Its keys are "high" and "low". This is so for pretrain.r["hugh"]
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "s" {
  base = pretrain.p[dataset.d] # ERROR: Unknown instance: The key is a reference to dataset.d
  corpus = dataset.d
  model {
    dim = 8
  }
}
