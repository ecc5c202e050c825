# The smallest experiment that has every kind of stage.

experiment "tiny" {
  description = "All that a script needs"
}

variable "seed" {
  type    = number
  default = 1
}

locals {
  sequence = 24
}

dataset "corpus" {
  source = "corpus.txt"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 270
}

pretrain "base" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = var.seed

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = local.sequence
  }

  optimizer {
    learning_rate = 1e-3
    steps         = 3
    batch_tokens  = 48
  }
}

dataset "animals" {
  source = "animals.jsonl"
}

finetune "diet" {
  base    = pretrain.base
  dataset = dataset.animals
  task    = "classification"
  text    = doc.name
  label   = doc.eats

  optimizer {
    epochs     = 1
    batch_size = 8
  }
}

benchmark "food" {
  group   = "Animals"
  dataset = dataset.animals
  request = "multiple_choice"
  prompt  = "A ${doc.name} eats"
  choices = ["grass", "meat"]
  answer  = doc.eats
  metrics = ["acc"]
}

benchmark "diet" {
  group   = "Animals"
  dataset = dataset.animals
  request = "classify"
  prompt  = doc.name
  choices = ["grass", "meat"]
  answer  = doc.eats
  metrics = ["acc"]
}

suite "all" {
  benchmarks = [benchmark.food]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [suite.all]
}

evaluate "diet" {
  model      = finetune.diet
  benchmarks = [benchmark.diet]
}

report "table" {
  title   = "Tiny"
  results = [evaluate.base, evaluate.diet]
}
