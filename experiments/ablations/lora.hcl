# Fine-tuning all weights, or low-rank adapters of several ranks. One base model
# serves all variants; seeds are those of fine-tuning.

experiment "lora" {
  description = "Adapters of rank 1, 4 and 16 against full fine-tuning"
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
  seed      = 17

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

evaluate "topic" {
  model      = finetune.topic
  benchmarks = [module.world.benchmark.topic]
}

ablation "lora" {
  measure  = [evaluate.topic]
  baseline = "full"
  seeds    = [1, 2, 3]

  variant "full" {}

  variant "rank 1" {
    finetune "topic" {
      lora {
        rank  = 1
        alpha = 2
      }
      optimizer {
        learning_rate = 3e-3
      }
    }
  }

  variant "rank 4" {
    finetune "topic" {
      lora {
        rank  = 4
        alpha = 8
      }
      optimizer {
        learning_rate = 3e-3
      }
    }
  }

  variant "rank 16" {
    finetune "topic" {
      lora {
        rank  = 16
        alpha = 32
      }
      optimizer {
        learning_rate = 3e-3
      }
    }
  }
}

report "lora" {
  title       = "LoRA: which rank, against full fine-tuning"
  description = "How many of its weights a model must move to learn a task."
  ablations   = [ablation.lora]
}
