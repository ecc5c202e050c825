experiment "e" {}
dataset "d" {
  source = null # ERROR: Missing attribute: is null
}
