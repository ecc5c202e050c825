experiment "alone" {}

variable "take" {
  type = number
}

variable "source" {
  default = "builtin:d"
}

dataset "corpus" {
  source = "builtin:d"
  take   = var.take
}

dataset "each" {
  for_each = toset(["a", "b"])
  source   = "builtin:d"
}
