variable "rate" {
  default = 1
}

dataset "d" {
  source = "builtin:d"
  tak    = 3 # ERROR: Unknown attribute: Did you mean "take"?
}

ablation "a" { # ERROR: Unexpected block: A module cannot hold an ablation
  measure = []
}
