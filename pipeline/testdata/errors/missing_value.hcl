experiment "e" {}
variable "n" { # ERROR: Missing value: --var n=
  type = number
}
dataset "d" {
  source = "builtin:d"
}
