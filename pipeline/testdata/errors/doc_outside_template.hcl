experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  objective = doc.x # ERROR: Document outside a template: one value for all documents
  model {
    dim = 8
  }
}
