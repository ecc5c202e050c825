experiment "broken" {
  description = "café" # ERROR Save it as UTF-8
}
