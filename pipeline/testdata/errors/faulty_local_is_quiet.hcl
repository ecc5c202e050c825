experiment "e" {}
locals {
  a = uper("x") # ERROR: Unknown function: upper
  b = "${local.a}y"
}
dataset "d" {
  source = local.b
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${local.b} ${doc.x}"
}
