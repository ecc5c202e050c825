module "again" {
  source = "loop.hcl" # ERROR: Cycle of modules: A file cannot include itself
}
