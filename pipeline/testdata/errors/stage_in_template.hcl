experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${dataset.d}" # ERROR: Stage in a template: dataset.d is a stage
}
