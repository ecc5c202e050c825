experiment "e" {}
evaluate "e" {
  model      = "pretrain.base" # ERROR: Wrong type: It must be a reference to a pretrain
  benchmarks = []
}
