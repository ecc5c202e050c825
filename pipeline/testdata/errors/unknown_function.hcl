experiment "e" {}
locals {
  a = uper("x") # ERROR: Unknown function: Did you mean "upper"?
}
