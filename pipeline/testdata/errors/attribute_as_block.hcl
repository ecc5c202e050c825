experiment "e" {}
dataset "d" {
  source = "x"
  fields { # ERROR: Attribute written as block: fields = …
  }
}
