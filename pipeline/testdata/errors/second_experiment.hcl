experiment "e" {}
experiment "f" { # ERROR: Second experiment block: line 1 already
}
