experiment "e" {}

module "twice" {
  source = "./modules/faulty.hcl"
}

module "again" {
  source = "./modules/faulty.hcl"
}

module "count" {
  source = "./modules/faulty.hcl"
  rat    = 2 # ERROR: Undeclared variable: declares no variable "rat". Did you mean "rate"?
}
