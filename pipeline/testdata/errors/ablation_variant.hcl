experiment "e" {}

variable "seed" {
  default = 1
}

locals {
  dim = 8
}

dataset "d" {
  source = "builtin:d"
}

dataset "unused" {
  source = "builtin:d"
}

benchmark "b" {
  dataset = dataset.d
  prompt  = "${doc.name}"
}

pretrain "base" {
  corpus = dataset.d
  seed   = var.seed
  model {
    dim = local.dim
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}

ablation "names" {
  measure = [evaluate.base]

  variant "stage" {
    pretrain "bass" { # ERROR: Unknown stage: The file declares no pretrain.bass. Did you mean "pretrain.base"?
      rate = 0.1
    }
    pretran "base" {} # ERROR: Unknown block type: Did you mean "pretrain"?
  }

  variant "local" {
    locals {
      dims = 16 # ERROR: Undeclared local: There is no local "dims". Did you mean "dim"?
    }
  }

  variant "variable" {
    variables = {
      sed  = 2 # ERROR: Undeclared variable: There is no variable "sed". Did you mean "seed"?
      seed = dataset.d # ERROR: Wrong type: The variable "seed" is a reference to dataset.d
    }
  }

  variant "module" {
    module "data" {} # ERROR: Undeclared module: There is no module "data".
  }

  variant "more" {
    seed = 1 # ERROR: Unknown attribute: A variant has no attribute "seed".
    experiment "e" {} # ERROR: Unexpected block: an experiment cannot be replaced
    ablation "names" {} # ERROR: Unexpected block: an ablation cannot be replaced
  }

  variant "more" {} # ERROR: Duplicate variant: The variant "more" is declared on line 64 already

  variant {} # ERROR: Missing name: A variant has one name, and here are 0.

  variant "" {} # ERROR: Invalid name: The name "" of a variant is empty.

  variant "twice" {
    pretrain "base" {}
    pretrain "base" {} # ERROR: Duplicate stage: The variant says on line 77 already
  }
}

ablation "none" { # ERROR: Missing block: An ablation needs a block "variant" for each variant.
  measure = [evaluate.base]
}

ablation "empty" {
  measure = [] # ERROR: Nothing to measure: The attribute "measure" is an empty list.
  variant "a" {}
}

ablation "wrong" {
  measure = [pretrain.base] # ERROR: Wrong kind of stage: It accepts evaluate and report.
  variant "a" {}
}

ablation "repeated" {
  for_each = toset(["a"]) # ERROR: Unknown attribute: An ablation has no attribute "for_each".
  measure  = [evaluate.base, evaluate.base] # ERROR: Measured twice: evaluate.base is in the list already.
  variant "a" {}
}

ablation "seeds" {
  measure = [evaluate.base]
  seeds   = [1, 2, 1] # ERROR: Duplicate seed: The seed 1 is in the list already.
  variant "a" {
    variables = {
      seed = 3 # ERROR: Variable set twice: The attribute "seeds" sets var.seed in every variant.
    }
  }
}

ablation "half" {
  measure = [evaluate.base]
  seeds   = [1.5] # ERROR: Wrong type: The attribute "seeds[0]" is the number 1.5. It must be a whole number.
  variant "a" {}
}
