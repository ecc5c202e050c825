experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  optimizer { # ERROR: Unknown block: Its blocks are model, lora and execution.
  }
  model {
    dim = 8
  }
}
