experiment "e" {}
variable "n" {
  type    = number
  default = "many" # ERROR: Wrong type: declared as number
}
