experiment "e" {}
dataset "d" {
  source = "x"
  fields = { a = 1 } # ERROR: Wrong type: "a" is the number 1
}
