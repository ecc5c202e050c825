experiment "e" {}
dataset "a b" { # ERROR: Invalid name: begins with a letter
}
