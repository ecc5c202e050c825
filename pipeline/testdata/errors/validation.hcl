experiment "e" {}
variable "n" {
  default = 0
  validation {
    condition     = var.n > 0 # ERROR: Invalid value for variable: is the number 0. n is positive.
    error_message = "n is positive."
  }
}
locals {
  m = var.n + 1
}
