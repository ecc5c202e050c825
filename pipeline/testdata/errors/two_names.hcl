experiment "e" {}
dataset "a" "b" { # ERROR: More than one name: here are 2
}
