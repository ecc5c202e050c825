experiment "e" {}
dataset "d" { # ERROR: Missing attribute: source
  sorce = "x" # ERROR: Unknown attribute: Did you mean "source"?
  take  = -1 # ERROR: Out of range: at least 0
}
report "r" {
  results = [evaluate.x] # ERROR: Unknown stage: There is no stage evaluate.x
}
