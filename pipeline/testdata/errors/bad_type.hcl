experiment "e" {}
variable "n" {
  type = integer # ERROR: Invalid type: string, number, bool
}
