# What a block is made of: its norm, where that stands, its activation; and all of
# it as in the first transformer.

experiment "architecture" {
  description = "Norm, place of the norm, activation"
}

variable "seed" {
  type        = number
  default     = 1
  description = "Seed of everything random"
}

variable "steps" {
  type        = number
  default     = 400
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
    dim            = 128
    layers         = 4
    heads          = 4
    kv_heads       = 2
    norm           = "rmsnorm"
    norm_placement = "pre"
    activation     = "swiglu"
    seq_len        = 256
    tied           = true
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
  benchmarks = [module.world.benchmark.perplexity, module.world.benchmark.commonsense, module.world.benchmark.knowledge]
}

# With gelu and relu the feed-forward block is 4 dim wide, so that all models
# have about as many weights.
ablation "architecture" {
  measure  = [evaluate.base]
  baseline = "llama"
  seeds    = [1, 2, 3]

  variant "llama" {}

  variant "layernorm" {
    pretrain "base" {
      model {
        norm = "layernorm"
      }
    }
  }

  variant "post norm" {
    pretrain "base" {
      model {
        norm_placement = "post"
      }
    }
  }

  variant "gelu" {
    pretrain "base" {
      model {
        activation = "gelu"
      }
    }
  }

  variant "relu" {
    pretrain "base" {
      model {
        activation = "relu"
      }
    }
  }

  variant "first transformer" {
    pretrain "base" {
      model {
        norm           = "layernorm"
        norm_placement = "post"
        positions      = "sinusoidal"
        activation     = "relu"
      }
    }
  }
}

report "architecture" {
  title       = "Norm, place of the norm, activation"
  description = "What each of LLaMA's choices is worth, and those of the models before it."
  ablations   = [ablation.architecture]
}
