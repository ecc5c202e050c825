experiment "e" {}
dataset "d" {
  source = "builtin:d"
  timeout = "1s" # ERROR: Unknown attribute: A dataset has no attribute "timeout"
}
pretrain "p" {
  corpus = dataset.d
  model {
    dim = 8
    execution {} # ERROR: Unknown block: A model has no block "execution"
  }
}
score "s" {
  execution = 1 # ERROR: Block written as attribute: execution { … }
}
