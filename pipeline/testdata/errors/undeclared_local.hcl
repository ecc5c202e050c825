experiment "e" {}
locals {
  a = local.c # ERROR: Undeclared local: declares a
}
