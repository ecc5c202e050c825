# Nothing where something is needed.

experiment "broken" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

tokenizer "bpe" {
  corpus     = null # ERROR The attribute "corpus" is null, and a tokenizer needs it
  vocab_size = null # ERROR The attribute "vocab_size" is null, and a tokenizer needs it
}

finetune "chat" {
  base    = null # ERROR The attribute "base" is null
  dataset = dataset.corpus
  task    = null # ERROR The attribute "task" is null, and a finetune needs it: "classification" or "instruction".
}

evaluate "chat" {
  model      = null # ERROR The attribute "model" is null
  benchmarks = null # ERROR The attribute "benchmarks" is null
}
