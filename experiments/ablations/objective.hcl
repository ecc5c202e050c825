# What is predicted in pretraining: the next token, or hidden tokens from both
# sides, as BERT does. The models are compared where both can be: with a
# classification head.

experiment "objective" {
  description = "Causal against masked pretraining, measured on classification"
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
  objective = "causal"
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

finetune "sentiment" {
  base       = pretrain.base
  dataset    = module.world.dataset.reviews_train
  validation = module.world.dataset.reviews_validation
  task       = "classification"
  text       = doc.sentence
  label      = ["negative", "positive"][doc.label]
  seed       = var.seed

  optimizer {
    learning_rate = 1e-3
    epochs        = 2
    batch_size    = 32
  }
}

finetune "topic" {
  base       = pretrain.base
  dataset    = module.world.dataset.news_train
  validation = module.world.dataset.news_validation
  task       = "classification"
  text       = "${doc.title}: ${doc.description}"
  label      = ["Council", "Games", "Market", "Science"][doc.class - 1]
  seed       = var.seed

  optimizer {
    learning_rate = 1e-3
    epochs        = 2
    batch_size    = 32
  }
}

evaluate "sentiment" {
  model      = finetune.sentiment
  benchmarks = [module.world.benchmark.sentiment]
}

evaluate "topic" {
  model      = finetune.topic
  benchmarks = [module.world.benchmark.topic]
}

ablation "objective" {
  measure  = [evaluate.sentiment, evaluate.topic]
  baseline = "causal"
  seeds    = [1, 2, 3]

  variant "causal" {}

  variant "masked" {
    pretrain "base" {
      objective = "masked"
    }
  }

  # What pretraining is worth at all.
  variant "one step" {
    variables = { steps = 1 }
  }
}

report "objective" {
  title       = "Objective: causal against masked"
  description = "Which pretraining makes the better reader, when a head has to tell classes."
  ablations   = [ablation.objective]
}
