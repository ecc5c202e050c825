experiment "broken" {}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = "\n\n"
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
    heads    = 2
    kv_heads = 4 # ERROR Allowed are 1 and 2
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 2
    batch_tokens  = 64
  }
}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/test.tsv"
  columns = ["sentence", "label"]
}

benchmark "sentiment" {
  dataset = dataset.reviews
  request = "multiple_choice"
  prompt  = doc.sentence
  choices = ["negative", "positive"]
  answer  = tonumber(doc.label)
  metrics = ["acc"]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.sentiment]
}
