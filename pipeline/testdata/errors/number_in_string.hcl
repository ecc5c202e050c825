experiment "e" {}
dataset "d" {
  source = 12 # ERROR: Wrong type: is the number 12. It must be a string
}
