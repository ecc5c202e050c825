experiment "e" {}
locals {
  a = range(1000)
  b = [for i in local.a : local.a]
  c = [local.b, local.b] # ERROR: Value too large: more than 1048576 elements
  d = [local.c, local.c]
}
