experiment "sizes" {}

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

ablation "few" {
  measure  = [evaluate.base]
  baseline = "a"
  sizes    = [1, 2, 2, 3] # ERROR There are 3 different sizes

  variant "a" {}
  variant "b" {}
  variant "c" {}
  variant "d" {}
}

ablation "other" {
  measure  = [evaluate.base]
  baseline = "a"
  sizes    = [1, 2, 3, 4] # ERROR There are 4 sizes, and 2 variants

  variant "a" {}
  variant "b" {}
}

ablation "zero" {
  measure  = [evaluate.base]
  baseline = "a"
  sizes    = [1, 0] # ERROR The size is 0

  variant "a" {}
  variant "b" {}
}

# What the sizes are of is not known here: nothing is said of their number.
ablation "faulty" {
  measure  = [evaluate.base]
  baseline = "a"
  sizes    = [1, 2, 3, 4]

  variant "a" {}
  variant "b" {}
  variant "c" {}
  variant "c" {} # ERROR The variant "c" is declared
}
