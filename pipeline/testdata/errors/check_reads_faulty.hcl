experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "heads" { # the rule points at what is faulty
  corpus = dataset.d
  model {
    dim   = 8
    heads = 3.5 # ERROR: Wrong type: is the number 3.5
  }
}
pretrain "dim" { # the rule reads what is faulty
  corpus = dataset.d
  model {
    dim   = "9" # ERROR: Wrong type: is the string "9"
    heads = 3
  }
}
pretrain "seed" {
  corpus = dataset.d
  seed   = 2000 # ERROR: Out of range: at most 1000
  model {
    dim = 8
  }
}
pretrain "typo" {
  corpus = dataset.d
  model {
    dim   = 8
    heads = 2
    haeds = 3 # ERROR: Unknown attribute: Did you mean "heads"?
  }
}
pretrain "missing" {
  corpus = dataset.d
  seed   = 5
  model { # ERROR: Missing attribute: needs the attribute "dim"
    heads = 3
  }
}
pretrain "none" { # ERROR: Missing block: needs a block "model"
  corpus = dataset.d
  seed   = 5
}
pretrain "twice" {
  corpus = dataset.d
  model {
    dim   = 8
    heads = 3
  }
  model { # ERROR: Duplicate block: the first is on line 47
    dim = 9
  }
}
