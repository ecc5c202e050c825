experiment "e" {}
locals {
  a = local.b # ERROR: Cycle among locals: local.a → local.b → local.a
  b = local.a + 1
}
