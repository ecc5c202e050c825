experiment "e" {}

variable "seed" {
  type    = number
  default = "one" # ERROR: Wrong type: The default is the string "one"
}

locals {
  dim = local.missing # ERROR: Undeclared local
}

dataset "d" {
  source = "builtin:d"
  tak    = 1 # ERROR: Unknown attribute: Did you mean "take"?
}

benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}

pretrain "base" {
  corpus = dataset.d
  seed   = var.seed
  rate   = 3 # ERROR: Out of range: The attribute "rate" is 3.
  model {
    dim = local.dim
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}

ablation "x" {
  measure = [evaluate.base]
  seeds   = [1, 2]

  variant "a" {}

  variant "b" {
    pretrain "base" {
      tied = "yes" # ERROR: Wrong type: The attribute "tied" is the string "yes".
    }
  }
}
