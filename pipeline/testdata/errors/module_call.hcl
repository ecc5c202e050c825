experiment "e" {}

locals {
  path = "./modules/data.hcl"
}

module "data" {
  source = "./modules/data.hcl"
  take   = "many" # ERROR: Wrong type: module.data sets the variable "take" to the string "many", and it is declared as number.
}

module "missing" { # ERROR: Missing value: The variable "take" of the module has no default. Set it here: take = ….
  source = "./modules/data.hcl"
}

module "computed" {
  source = local.path # ERROR: Wrong type: Write it out as a path in quotes
}

module "absent" {
  source = "./modules/absent.hcl" # ERROR: Cannot read file: no such file
}

module "remote" {
  source = "https://example.com/data.hcl" # ERROR: Module from elsewhere: must be the path of a local file
}

module "none" {} # ERROR: Missing attribute: A module needs the attribute "source"

module "none" { # ERROR: Duplicate module: module.none is declared on line 28 already
  source = "./modules/data.hcl"
}

module "repeated" {
  source   = "./modules/data.hcl"
  for_each = toset(["a"]) # ERROR: Module with for_each: A module cannot be repeated.
  take     = 1
}

module "block" {
  source = "./modules/data.hcl"
  take   = 1

  variables {} # ERROR: Unknown block: A module has attributes only
}

module "undeclared" {
  source = "./modules/data.hcl"
  take   = local.many # ERROR: Undeclared local: There is no local "many".
}

module "itself" { # ERROR: Cycle: What module.itself is called with depends on its own stages.
  source = "./modules/data.hcl"
  take   = module.itself.dataset.corpus
}
