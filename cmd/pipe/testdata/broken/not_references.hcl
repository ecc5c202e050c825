# Values where references are needed, and references into stages.

experiment "broken" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = 42                      # ERROR The attribute "corpus" is the number 42
  vocab_size = dataset.corpus.take + 1 # ERROR Refer to the stage as dataset.corpus
}

pretrain "base" {
  corpus    = dataset.corpus.source # ERROR Reference into a stage
  tokenizer = "tokenizer.bpe"       # ERROR It must be a reference to a tokenizer
  seed      = pretrain.base.seed    # ERROR Reference into a stage

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

evaluate "base" {
  model      = [pretrain.base] # ERROR The attribute "model" is a list
  benchmarks = benchmark[*]    # ERROR Say which one, as in benchmark.name
}

report "table" {
  title   = "Broken"
  results = evaluate.base # ERROR It must be a list of references, each to an evaluate
}
