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
  objective = "masked"

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
  dataset = dataset.corpus
  request = "perplexity"
  prompt  = doc.text
  metrics = ["bits_per_byte"]
}

suite "all" {
  benchmarks = [benchmark.text]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [suite.all] # ERROR Model that does not predict what comes next
}
