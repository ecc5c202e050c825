# Keys and values: of every head its own (MHA), shared by groups of heads (GQA),
# or one of each for all (MQA). Table 18 of the LLaMA 2 paper. As there, the
# feed-forward layers are widened by what attention saves, so that all three
# have about as many parameters.

experiment "attention" {
  description = "MHA, GQA and MQA at equal size (Table 18)"
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
    dim        = 128
    layers     = 4
    heads      = 8
    kv_heads   = 2
    hidden_dim = 416
    seq_len    = 256
    tied       = true
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

ablation "attention" {
  description = "Keys and values for each head, for groups of four, and for all eight"
  measure     = [evaluate.base]
  baseline    = "mha"
  seeds       = [1, 2, 3]

  variant "mha" {
    pretrain "base" {
      model {
        kv_heads   = 8
        hidden_dim = 352
      }
    }
  }

  variant "gqa" {}

  variant "mqa" {
    pretrain "base" {
      model {
        kv_heads   = 1
        hidden_dim = 424
      }
    }
  }
}

report "attention" {
  title       = "Attention: MHA, GQA, MQA"
  description = "What sharing keys and values costs, at equal numbers of parameters."
  ablations   = [ablation.attention]
}
