experiment "e" {}

module "m" {
  source = "modules/loop.hcl"
}
