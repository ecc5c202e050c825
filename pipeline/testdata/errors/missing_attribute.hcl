experiment "e" {}
dataset "d" { # ERROR: Missing attribute: needs the attribute "source"
}
