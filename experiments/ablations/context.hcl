# The length of the context, twice as long in one variant, with the same tokens
# in a step. Tables 16 and 17 of the LLaMA 2 paper: long questions should gain,
# short ones should not lose.

experiment "context" {
  description = "A context of 128 and of 256 tokens (Tables 16 and 17)"
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
    dim      = 128
    layers   = 4
    heads    = 4
    kv_heads = 2
    seq_len  = 128
    tied     = true
  }

  optimizer {
    learning_rate = 2.5e-3
    warmup_steps  = min(100, var.steps)
    steps         = var.steps
    batch_tokens  = 1024
  }
}

evaluate "long" {
  model      = pretrain.base
  benchmarks = [module.world.suite.long]
}

evaluate "general" {
  model      = pretrain.base
  benchmarks = [module.world.suite.general]
}

ablation "context" {
  description = "Twice the context, the same text"
  measure     = [evaluate.long, evaluate.general]
  baseline    = "128"
  seeds       = [1, 2, 3]

  variant "128" {}

  variant "256" {
    pretrain "base" {
      model {
        seq_len = 256
      }
    }
  }
}

report "context" {
  title       = "Context: 128 and 256 tokens"
  description = "Whether a longer context helps where there is much to read, and costs where there is not."
  ablations   = [ablation.context]
}
