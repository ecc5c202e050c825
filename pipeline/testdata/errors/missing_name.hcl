experiment "e" {}
dataset { # ERROR: Missing name: dataset "name"
}
