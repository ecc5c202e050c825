experiment "e" {}
variable "seed" {
  default = 1
}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  seed = var.sed # ERROR: Undeclared variable: Did you mean "seed"?
  model {
    dim = 8
  }
}
