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
  default     = 400
  description = "Steps of pretraining, of 1,024 tokens each"
}

variable "documents" {
  type        = number
  default     = 12800
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
  baseline = "12800"
  seeds    = [1, 2, 3]
  sizes    = [800, 1600, 3200, 6400, 12800]

  variant "800" {
    variables = { documents = 800 }
  }

  variant "1600" {
    variables = { documents = 1600 }
  }

  variant "3200" {
    variables = { documents = 3200 }
  }

  variant "6400" {
    variables = { documents = 6400 }
  }

  variant "12800" {
    variables = { documents = 12800 }
  }
}

report "data" {
  title       = "Data: a small scaling law"
  description = "Bits for each byte of unseen text, against the number of documents learnt from."
  ablations   = [ablation.data]
}
