experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  for_each = toset(["low"])
  title    = each # ERROR: Unknown name: Write each.key or each.value
  corpus = dataset.d
  model {
    dim = 8
  }
}
