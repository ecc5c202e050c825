experiment "e" {}

variable "seed" {
  default = 1
}

dataset "d" {
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
    dim = 8
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.b]
}

ablation "dims" {
  measure = [evaluate.base]
  seeds   = [1, 2]

  variant "same" {
    pretrain "base" {
      execution { # ERROR: Execution without effect: changes nothing of what pretrain.base makes, so that it is pretrain.base, which runs once, as its own block says. Say it there, or remove the block.
        cores = 1
      }
    }
  }
  variant "wide" {
    pretrain "base" {
      model {
        dim = 16
      }
      execution {
        cores = 2
      }
    }
    evaluate "base" {
      execution {
        timeout = "1h"
      }
    }
  }
  variant "twin" {
    pretrain "base" {
      model {
        dim = 16
      }
      execution { # ERROR: Execution without effect: so that it is ablation.dims["wide"][1].pretrain.base, which runs once
        cores = 1
      }
    }
  }
}
