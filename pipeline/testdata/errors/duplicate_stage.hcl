experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
dataset "d" { # ERROR: Duplicate stage: line 2 already
  source = "x"
  take   = -1 # ERROR: Out of range: at least 0
}
