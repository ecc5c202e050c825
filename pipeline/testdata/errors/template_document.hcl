experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "The document is ${doc}." # ERROR: Document as text: doc.field
}
