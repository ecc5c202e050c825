experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
locals {
  a = indent(1e9, "a\nb") # ERROR: Invalid function argument: more than the 1000 that are allowed
  b = setproduct(range(1024), range(1024), range(2)) # ERROR: Invalid function argument: more than 1048576 ways
  c = format("%99999d", 1) # ERROR: Invalid function argument: at most 4 digits
  e = formatlist("%.99999f", [1]) # ERROR: Invalid function argument: at most 4 digits
  f = jsonencode([dataset.d]) # ERROR: Invalid function argument: a reference to dataset.d has no JSON text
  g = format("%04d%%12345 %s", 7, "%99999d")
  h = indent(4, "a\nb")
}
