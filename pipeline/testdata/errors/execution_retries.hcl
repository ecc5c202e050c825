experiment "e" {}
dataset "d" {
  source = "builtin:d"
  execution {
    retries = 2 # ERROR: Nothing to retry: A dataset depends on its inputs alone: where it fails, it fails again. The kinds with retries are: score
  }
}
score "s" {
  execution {
    retries = 101 # ERROR: Out of range: at most 100
  }
}
