experiment "broken" {}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = "\n\n"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 512
}

suite "a" {
  benchmarks = [suite.b]
}

suite "b" {
  benchmarks = [suite.a] # ERROR suite.a → suite.b → suite.a
}
