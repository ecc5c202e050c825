experiment "e" {}
dataset "a b" { # ERROR: Invalid name: begins with a letter
  source = 1 # ERROR: Wrong type: is the number 1
}
dataset "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" { # ERROR: Invalid name: has 81 bytes, and at most 80 are allowed
  source = "builtin:d"
}
