# Trainings that diverge, each in its own way.

experiment "diverge" {}

dataset "corpus" {
  source    = "corpus.txt"
  separator = "\n"
}

dataset "animals" {
  source = "animals.jsonl"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 280
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
    learning_rate = 1e-2
    steps         = 4
    batch_tokens  = 96
  }
}

# The rate rises slowly, so that many steps are sound.
pretrain "diverging" {
  for_each  = { rising = [1e6, 1000000], absurd = [1e30, 0], infinite = [1e39, 0] }
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }

  optimizer {
    learning_rate = each.value[0]
    schedule      = "constant"
    warmup_steps  = each.value[1]
    steps         = 1000000
    batch_tokens  = 96
  }
}

# It is over before its loss can tell.
pretrain "last" {
  corpus     = dataset.corpus
  tokenizer  = tokenizer.bpe
  validation = 0

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e39
    schedule      = "constant"
    steps         = 1
    batch_tokens  = 96
  }
}

finetune "diverging" {
  base    = pretrain.base
  dataset = dataset.animals
  task    = "classification"
  text    = doc.name
  label   = doc.eats

  optimizer {
    learning_rate = 1e39
    schedule      = "constant"
    epochs        = 50
    batch_size    = 4
  }
}
