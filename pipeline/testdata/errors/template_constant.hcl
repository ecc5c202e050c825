experiment "e" {}
locals {
  names = { a = "x" }
}
dataset "d" {
  source = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.question} ${local.names.b}" # ERROR: Unsupported attribute: does not have an attribute named "b"
  choices = [for c in 7 : c] # ERROR: Iteration over non-iterable value: number
  stops = [
    doc.stop,
    "x${null}", # ERROR: Invalid template interpolation value: null
    upper(["x"]), # ERROR: Invalid function argument: string required
    try(local.names.b, doc.stop)
  ]
}
