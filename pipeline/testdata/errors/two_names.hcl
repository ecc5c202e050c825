experiment "e" {}
dataset "a" "b" { # ERROR: More than one name: A dataset has one name, and here are 2
  source = local.c # ERROR: Undeclared local: There is no local "c"
}
benchmark "b" {
  dataset = dataset.a
  prompt  = doc.text
}
