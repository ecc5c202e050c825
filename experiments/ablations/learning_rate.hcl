# The learning rate of pretraining, chosen on the validation split. The test
# split is read once, by the model that won.

experiment "learning-rate" {
  description = "The learning rate by select: tune on validation, report on test"
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

locals {
  rates = { "3e-4" = 3e-4, "1e-3" = 1e-3, "3e-3" = 3e-3, "1e-2" = 1e-2, "3e-2" = 3e-2 }
}

module "world" {
  source = "../modules/miniature.hcl"
  split  = "validation"
}

module "exam" {
  source = "../modules/miniature.hcl"
  split  = "test"
}

pretrain "rate" {
  for_each  = local.rates
  corpus    = module.world.dataset.corpus
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
    learning_rate = each.value
    warmup_steps  = min(100, var.steps)
    steps         = var.steps
    batch_tokens  = 1024
  }
}

evaluate "validation" {
  for_each   = local.rates
  model      = pretrain.rate[each.key]
  benchmarks = [module.world.suite.general]
}

select "rate" {
  from   = evaluate.validation
  metric = "perplexity.bits_per_byte"
  goal   = "min"
}

evaluate "test" {
  model      = select.rate.model
  benchmarks = [module.exam.suite.general]
}

report "learning_rate" {
  title       = "The learning rate, chosen on validation"
  description = "Five learning rates compared on the validation split, and the test result of the best."
  results     = [evaluate.test]
}
