experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt = <<EOT
${dc.question} # ERROR: Unknown name: Did you mean "doc"?
EOT
  choices = ["${dataset.d}"] # ERROR: Stage in a template: dataset.d is a stage
}
