experiment "module_names" {}

module "a" {
  source = "parts/benchmark.hcl"
}

module "b" {
  source = "parts/benchmark.hcl"
}

tokenizer "bpe" {
  corpus     = module.a.dataset.corpus
  vocab_size = 270
}

pretrain "base" {
  corpus    = module.a.dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 24
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 3
    batch_tokens  = 48
  }
}

evaluate "base" {
  model = pretrain.base
  benchmarks = [
    module.a.benchmark.food,
    module.b.benchmark.food, # ERROR Two benchmarks of one name
  ]
}
