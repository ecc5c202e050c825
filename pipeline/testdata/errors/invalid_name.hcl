experiment "e" {}
dataset "a b" { # ERROR: Invalid name: begins with a letter
  source = 1 # ERROR: Wrong type: is the number 1
}
