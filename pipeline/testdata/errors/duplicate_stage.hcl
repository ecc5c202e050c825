experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
dataset "d" { # ERROR: Duplicate stage: line 2 already
  source = "x"
}
