experiment "e" {}

locals {
  rates = { low = 0.1, high = 0.9 }
}

dataset "d" {
  source = "builtin:d"
}

benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}

pretrain "lr" {
  for_each = local.rates
  corpus   = dataset.d
  rate     = each.value
  model {
    dim = 8
  }
}

evaluate "lr" {
  for_each   = local.rates
  model      = pretrain.lr[each.key]
  benchmarks = [benchmark.b]
}

ablation "x" {
  measure = evaluate.lr # ERROR: Nothing to measure: The variant "less" has no evaluate.lr["low"]. This is so for ablation.x["less"].
  variant "all" {}

  variant "less" {
    locals {
      rates = { high = 0.8 }
    }
  }
}
