# How much better a model gets with more text: a small scaling law. The number of
# documents doubles from variant to variant; every model takes the same steps.

experiment "data" {
  description = "Loss against the size of the corpus, with a fitted power law"
}

variable "seed" {
  type        = number
  default     = 1
  description = "Seed of everything random"
}

variable "steps" {
  type        = number
  default     = 600
  description = "Steps of pretraining, of 1,024 tokens each"
}

variable "documents" {
  type        = number
  default     = 8000
  description = "Documents to learn from"
}

module "world" {
  source    = "../modules/miniature.hcl"
  split     = "test"
  documents = var.documents
}

pretrain "base" {
  corpus    = module.world.dataset.lesson
  tokenizer = module.world.tokenizer.bpe
  seed      = var.seed

  model {
    dim      = 128
    layers   = 4
    heads    = 4
    kv_heads = 2
    seq_len  = 256
    tied     = true
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
  benchmarks = [module.world.benchmark.perplexity]
}

ablation "data" {
  measure  = [evaluate.base]
  baseline = "8000"
  seeds    = [1, 2, 3]

  variant "250" {
    size      = 250
    variables = { documents = 250 }
  }

  variant "500" {
    size      = 500
    variables = { documents = 500 }
  }

  variant "1000" {
    size      = 1000
    variables = { documents = 1000 }
  }

  variant "2000" {
    size      = 2000
    variables = { documents = 2000 }
  }

  variant "4000" {
    size      = 4000
    variables = { documents = 4000 }
  }

  variant "8000" {
    size      = 8000
    variables = { documents = 8000 }
  }
}

report "data" {
  title       = "Data: a small scaling law"
  description = "Bits for each byte of unseen text, against the number of documents learnt from."
  ablations   = [ablation.data]
}
