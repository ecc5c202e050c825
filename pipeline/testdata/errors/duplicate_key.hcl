experiment "e" {}
locals {
  rates = {
    low   = 1
    high  = 2
    "low" = 3 # ERROR: Duplicate key: The key "low" stands on line 4 already
  }
  nested = [{ (local.rates) = 1, a = { b = 1, b = 2 } }] # ERROR: Duplicate key: The key "b"
  both   = {
    a = absent(1) # ERROR: Unknown function
    a = 2         # ERROR: Duplicate key: The key "a" stands on line 10 already
  }
}
