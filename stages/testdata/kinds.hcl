# Every kind of stage, and every way to run it, as small as it goes.

experiment "kinds" {}

variable "seed" {
  type    = number
  default = 0
}

dataset "corpus" {
  source    = "corpus.txt"
  separator = "\n"
}

dataset "animals" {
  source       = "animals.jsonl"
  shuffle_seed = 3
  take         = 12
}

command "words" {
  run         = ["sh", "-c", "mkdir list && head -n $LINES corpus.txt > list/head.txt && ls inputs/animals > names.txt"]
  inputs      = { animals = dataset.animals }
  files       = ["corpus.txt"]
  outputs     = ["names.txt", "list/"]
  environment = { LINES = "3" }

  execution {
    timeout = "1m"
    retries = 1
  }
}

dataset "head" {
  from   = command.words
  source = "list/head.txt"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 280
}

pretrain "causal" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = 1

  model {
    dim      = 16
    layers   = 2
    heads    = 4
    kv_heads = 2
    seq_len  = 32
  }

  optimizer {
    learning_rate = 1e-2
    warmup_steps  = 2
    steps         = 8
    batch_tokens  = 96
  }
}

# Trained elsewhere.
model "imported" {
  source    = "tiny.bin"
  tokenizer = "tiny_pieces.bin"
}

# Models that servers have, which nobody asks here.
model "elsewhere" {
  endpoint {
    url                 = "http://127.0.0.1:8080/v1"
    model               = "m"
    snapshot            = "2024-07-18"
    context             = 26
    tokenizer           = model.imported
    api_key_env         = "SERVER_KEY"
    timeout             = "1m"
    retries             = 3
    requests_per_second = 20
    concurrency         = 8
  }
}

model "elsewhere_in_tokens" {
  tokenizer = "tiny_pieces.bin"
  chat      = "chatml"

  endpoint {
    url   = "http://127.0.0.1:8080/v1"
    model = "m"
  }
}

# GPT-2's choices in place of LLaMA's.
pretrain "variant" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim        = 16
    layers     = 1
    heads      = 2
    seq_len    = 32
    tied       = true
    positions  = "learned"
    norm       = "layernorm"
    activation = "gelu"
  }

  optimizer {
    learning_rate = 1e-2
    steps         = 4
    batch_tokens  = 96
  }
}

# The first transformer's.
pretrain "post" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe

  model {
    dim            = 16
    layers         = 2
    heads          = 2
    seq_len        = 32
    positions      = "sinusoidal"
    norm           = "layernorm"
    norm_placement = "post"
    activation     = "relu"
  }

  optimizer {
    learning_rate = 1e-2
    steps         = 4
    batch_tokens  = 96
  }
}

# Gradient descent, with dropout.
pretrain "descended" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = 2

  model {
    dim     = 16
    layers  = 2
    heads   = 2
    seq_len = 32
  }

  optimizer {
    algorithm     = "sgd"
    momentum      = 0.9
    dropout       = 0.1
    learning_rate = 0.1
    steps         = 8
    batch_tokens  = 96
  }
}

pretrain "masked" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  objective = "masked"

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
    tied    = true
  }

  optimizer {
    learning_rate = 1e-2
    steps         = 4
    batch_tokens  = 96
  }
}

# Warmup, stable, decay, and steps after which the validation loss is not
# measured.
pretrain "decayed" {
  corpus     = dataset.corpus
  tokenizer  = tokenizer.bpe
  validation = 0.2

  model {
    dim     = 16
    layers  = 1
    heads   = 2
    seq_len = 32
  }

  optimizer {
    learning_rate = 1e-2
    schedule      = "wsd"
    warmup_steps  = 2
    decay_steps   = 3
    steps         = 9
    batch_tokens  = 96
  }
}

finetune "head" {
  base    = pretrain.masked
  dataset = dataset.animals
  task    = "classification"
  text    = doc.name
  label   = doc.eats
}

finetune "adapted" {
  base    = pretrain.causal
  dataset = dataset.animals
  task    = "classification"
  text    = doc.name
  label   = doc.eats
  seed    = var.seed

  lora {
    rank  = 2
    alpha = 4
  }

  optimizer {
    learning_rate = 1e-2
    batch_size    = 4
  }
}

finetune "hidden" {
  base    = pretrain.post
  dataset = dataset.animals
  task    = "classification"
  text    = doc.name
  label   = doc.eats

  lora {
    rank    = 2
    alpha   = 4
    targets = ["w1", "wo"]
  }

  optimizer {
    algorithm     = "sgd"
    dropout       = 0.2
    learning_rate = 0.1
    batch_size    = 4
  }
}

finetune "instructed" {
  base       = pretrain.causal
  dataset    = dataset.animals
  validation = dataset.animals
  task       = "instruction"
  prompt     = "What does the ${doc.name} eat?"
  response   = " ${doc.eats}"
}

benchmark "choice" {
  dataset = dataset.animals
  request = "multiple_choice"
  prompt  = "The ${doc.name} eats"
  choices = ["grass", "meat"]
  answer  = doc.eats
  shots   = 1
  metrics = ["acc", "acc_norm"]
}

benchmark "answer" {
  dataset    = dataset.animals
  request    = "generate"
  prompt     = "What does the ${doc.name} eat?"
  answer     = doc.eats
  max_tokens = 4
  metrics    = ["exact_match", "bleu"]

  filter "strip" {}
}

benchmark "code" {
  dataset     = dataset.animals
  request     = "generate"
  prompt      = "def food():\n    return '${doc.eats}'\n#"
  program     = ""
  test        = "assert food() == '${doc.eats}'"
  max_tokens  = 4
  metrics     = ["pass@1"]
  interpreter = "python3"
  sandbox     = "none, I trust this model"
  run_seconds = 2
}

benchmark "ways" {
  dataset     = dataset.animals
  request     = "generate"
  prompt      = "What does the ${doc.name} eat?"
  answer      = doc.eats
  max_tokens  = 4
  temperature = 0.8
  samples     = 3
  metrics     = ["exact_match"]

  extract "stripped" {
    filter "strip" {}
  }

  extract "majority" {
    filter "take" {
      count = 2
    }
    filter "majority" {}
  }
}

benchmark "shown" {
  dataset       = dataset.animals
  request       = "generate"
  description   = "Feed them."
  prompt        = "The ${doc.name}?"
  answer        = doc.eats
  answer_prefix = "It eats"
  shots         = 4
  shot_method   = "balanced"
  shot_answer   = "${doc.eats}."
  max_tokens    = 2
  metrics       = ["exact_match"]
}

benchmark "listed" {
  dataset        = dataset.animals
  request        = "multiple_choice"
  contexts       = ["The ${doc.name} wants", "The ${doc.name} sees"]
  choices        = [doc.eats, doc.eats]
  answer         = 0
  shots          = 1
  shot_documents = [{ name = "ox", eats = "hay" }, { name = "cat", eats = "fish" }]
  metrics        = ["acc"]
}

benchmark "draws" {
  dataset     = dataset.animals
  request     = "generate"
  prompt      = "What does the ${doc.name} eat?"
  answer      = doc.eats
  max_tokens  = 4
  temperature = 0.8
  samples     = 2
  metrics     = ["f1"]

  filter "take" {
    count = 1
  }

  filter "map" {
    values  = { grass = "hay" }
    default = "meat"
  }
}

benchmark "text" {
  dataset = dataset.corpus
  request = "perplexity"
  prompt  = doc.text
  metrics = ["bits_per_byte"]
}

benchmark "class" {
  dataset = dataset.animals
  request = "classify"
  prompt  = doc.name
  choices = ["meat", "grass"]
  answer  = doc.eats
  metrics = ["acc", "macro_f1", "brier", "ece"]
}

benchmark "pair" {
  dataset = dataset.animals
  request = "similarity"
  words   = [doc.name, doc.eats]
  answer  = length(doc.name)
  metrics = ["spearman"]
}

dataset "worth" {
  source  = "worth.tsv"
  columns = ["word", "valence"]
}

# Questions of dialogs, of which some have no answer.
benchmark "dialogs" {
  dataset    = dataset.animals
  request    = "generate"
  prompt     = "The ${doc.name} eats"
  answer     = doc.eats == "meat" ? [""] : [doc.eats]
  dialog     = doc.eats
  no_answer  = "nothing"
  max_tokens = 4
  metrics    = ["quac_heq_dialog", "best_match", "best_match_threshold", "best_f1", "ter"]
}

# Judged by a classifier and by a lexicon, and broken down by group.
benchmark "judged" {
  dataset      = dataset.animals
  request      = "generate"
  prompt       = "The ${doc.name}"
  max_tokens   = 4
  by           = doc.eats
  judge_class  = "meat"
  judge_prompt = true
  lexicon      = dataset.worth
  metrics      = ["judged", "judged_mean", "sentiment"]
}

suite "all" {
  benchmarks = [benchmark.choice, benchmark.answer, benchmark.shown, benchmark.listed, benchmark.draws, benchmark.ways, benchmark.text, benchmark.pair]
}

evaluate "causal" {
  model      = pretrain.causal
  benchmarks = [suite.all]
}

# As conversations.
evaluate "talked" {
  model      = pretrain.causal
  benchmarks = [benchmark.shown, benchmark.listed, benchmark.text]
  system     = "Be brief."

  chat {
    template = "llama2"
  }
}

evaluate "written" {
  model      = pretrain.causal
  benchmarks = [benchmark.choice]
  bos        = "never"

  chat {
    render    = "%{for m in doc.messages}${m.role}: ${m.content}\n%{endfor}%{if doc.answer}assistant:%{endif}"
    multiturn = false
  }
}

evaluate "variant" {
  model      = pretrain.variant
  benchmarks = [benchmark.choice, benchmark.answer]
}

evaluate "post" {
  model      = pretrain.post
  benchmarks = [benchmark.choice, benchmark.answer]
}

evaluate "rounded" {
  model      = pretrain.causal
  benchmarks = [suite.all]
  quantize   = "int8"
}

evaluate "imported" {
  model      = model.imported
  benchmarks = [benchmark.choice, benchmark.answer]
}

evaluate "head" {
  model      = finetune.head
  benchmarks = [benchmark.class]
}

evaluate "adapted" {
  model      = finetune.adapted
  benchmarks = [benchmark.class]
}

evaluate "dialogs" {
  model      = pretrain.causal
  benchmarks = [benchmark.dialogs]
}

evaluate "judged" {
  model      = pretrain.causal
  benchmarks = [benchmark.judged]
  judge      = finetune.adapted
}

evaluate "instructed" {
  model      = finetune.instructed
  benchmarks = [benchmark.answer]
}

# The same stage as the evaluation of the model that won.
select "best" {
  from   = [evaluate.head, evaluate.adapted]
  metric = "class.macro_f1"
}

evaluate "best" {
  model      = select.best.model
  benchmarks = [benchmark.class]
}

# In what each model was trained on, and in a corpus that is named.
contamination "instructed" {
  evaluation = evaluate.instructed
  lengths    = [10, 12]
}

contamination "causal" {
  evaluation = evaluate.causal
  corpus     = [dataset.animals]
  text       = "name"
  skip_grams = 2
}

claim "better" {
  says = "Tuning helps by more than twice the error of both"
  that = evaluate.adapted.class.acc - evaluate.head.class.acc > 2 * (evaluate.adapted.class.acc.stderr + evaluate.head.class.acc.stderr)
}

report "page" {
  title   = "Every kind"
  results = [evaluate.causal, evaluate.head, evaluate.adapted, evaluate.instructed, evaluate.best, evaluate.judged]
  claims  = [claim.better]

  ablations = [ablation.rank]

  contamination = [contamination.instructed]
}

ablation "rank" {
  measure  = [evaluate.adapted]
  baseline = "two"
  seeds    = [3, 4]

  variant "two" {}

  variant "four" {
    finetune "adapted" {
      lora {
        rank = 4
      }
    }
  }
}
