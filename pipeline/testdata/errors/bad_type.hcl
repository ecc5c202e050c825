experiment "e" {}
variable "n" {
  type    = integer # ERROR: Invalid type: string, number, bool
  default = var.m # ERROR: Reference not allowed: A default cannot refer to anything else
}
