experiment "e" {}
seed = 1 # ERROR: Attribute outside a block: local.seed
