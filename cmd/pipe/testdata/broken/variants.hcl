experiment "broken" {}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = "\n\n"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 512
}

pretrain "unknown" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim            = 16
    layers         = 1
    heads          = 2
    seq_len        = 32
    norm_placement = "before" # ERROR It must be "pre" or "post"
    activation     = "gleu"   # ERROR Did you mean "gelu"?
  }

  optimizer {
    learning_rate = 1e-3
    algorithm     = "adam" # ERROR It must be "adamw" or "sgd"
    dropout       = 1      # ERROR It must be at least 0 and below 1
    steps         = 2
    batch_tokens  = 64
  }
}

pretrain "at_odds" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e-3
    momentum      = 0.9 # ERROR only algorithm "sgd" has one
    steps         = 2
    batch_tokens  = 64
  }
}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/test.tsv"
  columns = ["sentence", "label"]
}

pretrain "gpt" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim        = 16
    layers     = 1
    heads      = 2
    seq_len    = 32
    activation = "gelu"
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 2
    batch_tokens  = 64
  }
}

finetune "gate" {
  base    = pretrain.gpt
  dataset = dataset.reviews
  task    = "classification"
  text    = doc.sentence

  lora {
    rank    = 2
    alpha   = 4
    targets = ["wq", "w3"] # ERROR lora target "w3", want some of ["wq" "wk" "wv" "wo" "w1" "w2" "output"]
  }
}

finetune "output" {
  base    = pretrain.gpt
  dataset = dataset.reviews
  task    = "classification"
  text    = doc.sentence

  lora {
    rank    = 2
    alpha   = 4
    targets = ["output"] # ERROR a classifier does not use the output layer
  }
}
