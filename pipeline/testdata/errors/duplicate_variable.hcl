experiment "e" {}
variable "a" {
  default = 1
}
variable "a" { # ERROR: Duplicate variable: var.a
  default = 2
}
