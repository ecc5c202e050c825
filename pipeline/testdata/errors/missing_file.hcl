experiment "e" {}
locals {
  a = file("absent.txt") # ERROR: Invalid function argument: cannot read "absent.txt"
}
