# Blocks that stand twice, and a stage too.

experiment "broken" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 512
}

pretrain "base" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }

  model { # ERROR A pretrain has one block "model", and the first is on line 18
    dim = 32
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 2
    batch_tokens  = 64
    warmup_steps  = -1 # ERROR The attribute "warmup_steps" is -1
  }

  optimizer { # ERROR Duplicate block
    steps = 3
  }
}

tokenizer "bpe" { # ERROR tokenizer.bpe is declared on line 9 already
  corpus     = dataset.corpus
  vocab_size = "many" # ERROR The attribute "vocab_size" is the string "many"
}
