experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus    = dataset.d
  seed      = 1.5 # ERROR: Wrong type: is the number 1.5
  objective = local.goal # ERROR: Undeclared local: There is no local "goal"
  model {
    dim   = 8
    depth = 2 # ERROR: Unknown attribute: no attribute "depth"
    heads = 3 # ERROR: Heads do not divide the model: dim 8
  }
}
