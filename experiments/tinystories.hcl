# A few million parameters trained on real text and examined on published
# benchmarks. A model of this size is near chance on most of them; the report
# says so, with intervals.
#
# Every file is pinned by its SHA-256. Without a network, put the files into the
# store first:
#
#   pipe add DATA/tinystories_train.head2MiB.txt DATA/valid.txt …
#   pipe run experiments/tinystories.hcl

experiment "tinystories" {
  description = "Real text, real benchmarks, a small model"
}

variable "seed" {
  type        = number
  default     = 17
  description = "Seed of everything random"
}

variable "steps" {
  type        = number
  default     = 600
  description = "Steps of pretraining"
}

# The first two megabytes of TinyStories.

dataset "stories" {
  source    = "github://gusjengis/toy-RNN@e4c7ff8bba4ff7989e69a3a816ebe4b14813b41e/data/tinystories_sample.txt"
  sha256    = "5352b299dcb1a32898b2d779b145b5a05f3e1265953fd21c264c9f9f9c9ae33d"
  format    = "text"
  separator = "<|endoftext|>"
}

tokenizer "bpe" {
  corpus     = dataset.stories
  vocab_size = 4096
}

pretrain "stories" {
  corpus     = dataset.stories
  tokenizer  = tokenizer.bpe
  validation = 0.02
  seed       = var.seed

  model {
    dim      = 192
    layers   = 6
    heads    = 6
    kv_heads = 2
    seq_len  = 512
    tied     = true
  }

  optimizer {
    learning_rate = 2e-3
    warmup_steps  = min(100, var.steps)
    steps         = var.steps
    batch_tokens  = 4096
  }
}

# Language modelling. The tokens of WikiText-2 are scored as published, with
# <unk> and spaces around punctuation.

dataset "wikitext" {
  source = "github://pytorch/examples@77f55b912142e11fcfdf5b530231fb9c52f181e8/word_language_model/data/wikitext-2/valid.txt"
  sha256 = "f0737ed31fc1329026e95cb8b98e19c2a182c39c240ab909dc31abf2f8af58e8"
  format = "wikitext"
}

benchmark "wikitext" {
  group   = "Language modelling"
  about   = "Articles of WikiText-2, validation split"
  dataset = dataset.wikitext
  request = "perplexity"
  prompt  = doc.text
  metrics = ["word_perplexity", "bits_per_byte"]
}

# Commonsense

dataset "arc_easy" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/ARC/ARC-e/ARC-Easy-Test.jsonl"
  sha256 = "ce32a0774b4beb1977d2c6b16dda5dd2b24fdc9c7f506882c452678676bd09be"
}

benchmark "arc_easy" {
  group   = "Commonsense"
  about   = "Questions of science tests, ARC-Easy, test split"
  dataset = dataset.arc_easy
  request = "multiple_choice"
  prompt  = "Question: ${doc.question.stem}\nAnswer:"
  choices = doc.question.choices[*].text
  answer  = [for c in doc.question.choices : c.text if c.label == doc.answerKey][0]
  metrics = ["acc", "acc_norm"]
}

dataset "piqa" {
  source = "github://ybisk/ybisk.github.io@21edab439af693b961be2f069e8690a88d3b4e37/piqa/data/valid.jsonl"
  sha256 = "93503cc97c679e459b065c3d13e848282e44b2a25213985bed3e5d458abef72d"

  align "label" {
    source = "github://ybisk/ybisk.github.io@21edab439af693b961be2f069e8690a88d3b4e37/piqa/data/valid-labels.lst"
    sha256 = "b4192dc3a2a0363d9d60ccf79800cbbe2f32ebb17726efdde6970e0b8131bceb"
  }
}

benchmark "piqa" {
  group   = "Commonsense"
  about   = "Which of two ways to do it works, PIQA, validation split"
  dataset = dataset.piqa
  request = "multiple_choice"
  prompt  = "Question: ${doc.goal}\nAnswer:"
  choices = [doc.sol1, doc.sol2]
  answer  = tonumber(doc.label)
  metrics = ["acc", "acc_norm"]
}

# Sentiment. The development split is the test split here: the best checkpoint
# is chosen on a tenth of the training split.

dataset "sst2_train" {
  source  = "github://clairett/pytorch-sentiment-classification@457ffd83de90a9d6d472d8ffc31bbffe40a8b236/data/SST2/train.tsv"
  sha256  = "ec192f833a64da08f475488a77b0d0b47db47acd0f458bd18433fc793b569920"
  columns = ["sentence", "label"]
}

dataset "sst2" {
  source  = "github://clairett/pytorch-sentiment-classification@457ffd83de90a9d6d472d8ffc31bbffe40a8b236/data/SST2/dev.tsv"
  sha256  = "eddea6b39e601dd4e7a672b53cc40fdf6019fa80522f351206c24340ca5d9359"
  columns = ["sentence", "label"]
}

locals {
  polarity = ["negative", "positive"]
}

finetune "sentiment" {
  base    = pretrain.stories
  dataset = dataset.sst2_train
  task    = "classification"
  text    = doc.sentence
  label   = local.polarity[doc.label]
  seed    = var.seed

  optimizer {
    learning_rate = 5e-4
    epochs        = 3
    batch_size    = 32
  }
}

benchmark "sst2" {
  group   = "Sentiment"
  about   = "SST-2 asked in words"
  dataset = dataset.sst2
  request = "multiple_choice"
  prompt  = "${doc.sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:"
  choices = local.polarity
  answer  = tonumber(doc.label)
  metrics = ["acc"]
}

benchmark "sst2_head" {
  group   = "Sentiment"
  about   = "SST-2 told by a classification head"
  dataset = dataset.sst2
  request = "classify"
  prompt  = doc.sentence
  choices = local.polarity
  answer  = tonumber(doc.label)
  metrics = ["acc", "binary_f1", "macro_f1"]
}

# Mathematics. The context holds no eight solved problems, so none are shown.

dataset "gsm8k" {
  source = "github://openai/grade-school-math@3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/test.jsonl"
  sha256 = "3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14"
}

benchmark "gsm8k" {
  group      = "Mathematics"
  about      = "The first 300 word problems of GSM8K, test split, without examples"
  dataset    = dataset.gsm8k
  limit      = 300
  request    = "generate"
  prompt     = "Question: ${doc.question}\nAnswer:"
  answer     = replace(split("#### ", doc.answer)[1], ",", "")
  stop       = ["Question:"]
  max_tokens = 100
  metrics    = ["exact_match"]

  filter "number" {
    last = true
  }
}

# Words

dataset "wordsim" {
  source = "github://mfaruqui/eval-word-vectors@94b3dd9fdbac7ed08dbee7179cd5ee464acf0594/data/word-sim/EN-WS-353-ALL.txt"
  sha256 = "ce12919b240af45bdf46d243601eaca2b6212b159b5e7e9b435ee7ee40c5619c"
  format = "wordpairs"
}

benchmark "wordsim" {
  group   = "Words"
  about   = "WordSim-353, by the embedding"
  dataset = dataset.wordsim
  request = "similarity"
  words   = [doc.word1, doc.word2]
  answer  = doc.score
  metrics = ["spearman"]
}

# Translation

dataset "multi30k" {
  source = "github://multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/test_2016_flickr.en.gz"
  sha256 = "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"
  format = "lines"
  field  = "en"

  align "de" {
    source = "github://multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/test_2016_flickr.de.gz"
    sha256 = "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"
  }
}

benchmark "multi30k" {
  group      = "Translation"
  about      = "The first 300 captions of Multi30k, English into German"
  dataset    = dataset.multi30k
  limit      = 300
  request    = "generate"
  prompt     = "English phrase: ${doc.en}\nGerman phrase:"
  answer     = doc.de
  stop       = ["\n"]
  max_tokens = 48
  metrics    = ["bleu", "chrf"]

  filter "strip" {}
}

evaluate "stories" {
  model = pretrain.stories
  benchmarks = [
    benchmark.wikitext,
    benchmark.arc_easy,
    benchmark.piqa,
    benchmark.sst2,
    benchmark.gsm8k,
    benchmark.wordsim,
    benchmark.multi30k,
  ]
}

evaluate "sentiment" {
  model      = finetune.sentiment
  benchmarks = [benchmark.sst2_head]
}

report "tinystories" {
  title       = "A small model, real text, real benchmarks"
  description = "Two megabytes of TinyStories teach little that these benchmarks ask for; the intervals say how little."
  results     = [evaluate.stories, evaluate.sentiment]
}
