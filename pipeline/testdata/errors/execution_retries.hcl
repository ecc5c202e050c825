experiment "e" {}
score "s" {
  execution {
    retries = 101 # ERROR: Out of range: at most 100
  }
}
