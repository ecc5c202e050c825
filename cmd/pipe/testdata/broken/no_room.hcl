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
    heads   = 2
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 2
    batch_tokens  = 64
  }
}

benchmark "text" {
  dataset    = dataset.corpus
  request    = "generate"
  prompt     = doc.text
  answer     = doc.text
  max_tokens = 32
  metrics    = ["f1"]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.text] # ERROR No room for the prompt
  truncate   = "prompts"
}
