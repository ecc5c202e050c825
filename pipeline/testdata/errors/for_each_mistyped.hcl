experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  foreach = toset(["low"]) # ERROR: Unknown attribute: Did you mean "for_each"?
  corpus = dataset.d
  model {
    dim = 8
  }
}
