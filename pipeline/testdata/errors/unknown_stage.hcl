experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
evaluate "e" {
  model      = dataset.e # ERROR: Unknown stage: Did you mean "dataset.d"?
  benchmarks = []
}
