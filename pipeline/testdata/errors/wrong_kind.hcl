experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
evaluate "e" {
  model      = dataset.d # ERROR: Wrong kind of stage: accepts pretrain
  benchmarks = []
}
