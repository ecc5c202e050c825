experiment "e" {}
dataset "d" {
  source = "x"
  align { # ERROR: Missing label: its field
    source = "y"
  }
}
