# Numbers that no attribute holds.

experiment "broken" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 1e400 # ERROR The attribute "vocab_size" is 1e+400
}

pretrain "base" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = 1.5 # ERROR The attribute "seed" is the number 1.5

  model {
    dim     = 0 / 0                         # ERROR can't divide zero by zero
    layers  = -3                            # ERROR It must be at least 1 and at most 1024
    heads   = 99999999999999999999999999999 # ERROR It must be a whole number of 64 bits
    seq_len = pow(pow(10, 300), 300)        # ERROR 1e+90000
  }

  optimizer {
    learning_rate = 1e309  # ERROR The attribute "learning_rate" is 1e+309
    steps         = 1 / 0  # ERROR The attribute "steps" is
    batch_tokens  = 2e6001 # ERROR The attribute "batch_tokens" is 2e+6001
  }
}
