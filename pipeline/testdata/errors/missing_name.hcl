experiment "e" {}
dataset { # ERROR: Missing name: dataset "name"
  sorce = "x" # ERROR: Unknown attribute: Did you mean "source"?
  source = "y"
}
