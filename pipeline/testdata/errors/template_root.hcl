experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${dc.question}" # ERROR: Unknown name: Did you mean "doc"?
}
