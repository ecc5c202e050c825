experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${uper(doc.question)}" # ERROR: Unknown function: Did you mean "upper"?
}
