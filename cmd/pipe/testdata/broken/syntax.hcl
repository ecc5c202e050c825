experiment "broken" {
  description = "no end
}
