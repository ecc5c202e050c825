experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  model {
    for_each = toset(["low"]) # ERROR: Unknown attribute: A model has no attribute "for_each"
    dim      = 8
  }
}
