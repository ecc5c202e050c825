experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  tags = [
    "small",
    "lage" # ERROR: Unknown value: "tags[1]" is "lage". Did you mean "large"?
  ]
  model {
    dim = 8
  }
}
