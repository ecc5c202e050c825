experiment "ablation" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 270
}

pretrain "base" {
  corpus    = dataset.corpus
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

benchmark "food" {
  dataset = dataset.corpus
  request = "multiple_choice"
  prompt  = "A"
  choices = ["grass", "meat"]
  answer  = "meat"
  metrics = ["acc"]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.food]
}

ablation "heads" {
  measure  = [evaluate.base]
  baseline = "two"

  variant "two" {}

  variant "three" {
    pretrain "base" {
      model {
        heads = 3 # ERROR Heads do not divide the width
      }
    }
  }

  variant "none" {
    pretrain "bose" { # ERROR Did you mean "pretrain.base"\?
    }
  }
}
