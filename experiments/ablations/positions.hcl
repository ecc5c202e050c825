# How a token knows its place: rotary positions, a learned vector for each
# place, sines and cosines, or nothing but the causal mask.

experiment "positions" {
  description = "Rotary, learned, sinusoidal and no positions"
}

variable "seed" {
  type        = number
  default     = 1
  description = "Seed of everything random"
}

variable "steps" {
  type        = number
  default     = 800
  description = "Steps of pretraining, of 1,024 tokens each"
}

module "world" {
  source = "../modules/miniature.hcl"
  split  = "test"
}

pretrain "base" {
  corpus    = module.world.dataset.corpus
  tokenizer = module.world.tokenizer.bpe
  seed      = var.seed

  model {
    dim       = 128
    layers    = 4
    heads     = 4
    kv_heads  = 2
    positions = "rope"
    seq_len   = 256
    tied      = true
  }

  optimizer {
    learning_rate = 2.5e-3
    warmup_steps  = min(100, var.steps)
    steps         = var.steps
    batch_tokens  = 1024
  }
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [module.world.suite.general]
}

ablation "positions" {
  measure  = [evaluate.base]
  baseline = "rope"
  seeds    = [1, 2, 3]

  variant "rope" {}

  variant "learned" {
    pretrain "base" {
      model {
        positions = "learned"
      }
    }
  }

  variant "sinusoidal" {
    pretrain "base" {
      model {
        positions = "sinusoidal"
      }
    }
  }

  variant "none" {
    pretrain "base" {
      model {
        positions = "none"
      }
    }
  }
}

report "positions" {
  title       = "Positions: rotary, learned, sinusoidal, none"
  description = "What the way of telling places apart is worth."
  ablations   = [ablation.positions]
}
