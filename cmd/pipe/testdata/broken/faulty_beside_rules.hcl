# A block, and a stage, with one mistake is still held to all rules.

experiment "broken" {}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = 7 # ERROR Wrong type
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 512
}

pretrain "base" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  objective = "mask" # ERROR Unknown value

  model {
    dim     = 17
    layers  = 1
    heads   = 2 # ERROR Heads do not divide the width
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e-3
    warmup_steps  = 3 # ERROR Warmup longer than the run
    steps         = 2
    batch_tokens  = "many" # ERROR Wrong type
  }
}

finetune "chat" {
  base    = pretrain.base # masked or not: nobody knows
  dataset = dataset.corpus
  task    = "instruction"

  lora {
    rank    = 0 # ERROR Out of range
    alpha   = 1
    targets = ["wx"] # ERROR Unknown adapter
  }
}

evaluate "chat" {
  model      = finetune.chat
  benchmarks = [] # ERROR No benchmarks
}
