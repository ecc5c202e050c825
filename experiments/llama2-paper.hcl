# The LLaMA 2 recipe at laptop scale: pretrain a small LLaMA on the miniature
# world, fine-tune it three ways, and examine all of them on every family of
# benchmark. Run it with
#
#   pipe run experiments/llama2-paper.hcl

experiment "llama2-paper" {
  description = "The LLaMA 2 recipe and a benchmark of every family, at laptop scale"
}

variable "seed" {
  type        = number
  default     = 17
  description = "Seed of everything random"
}

variable "steps" {
  type        = number
  default     = 5000
  description = "Steps of pretraining"

  validation {
    condition     = var.steps >= 1
    error_message = "Pretraining takes at least one step."
  }
}

variable "corpus" {
  type        = string
  default     = "corpus"
  description = "Text to learn from; corpus-shuffled is the control, its words shuffled within each line"

  validation {
    condition     = contains(["corpus", "corpus-shuffled"], var.corpus)
    error_message = "The text to learn from is corpus or corpus-shuffled."
  }
}

variable "split" {
  type        = string
  default     = "test"
  description = "Split that evaluations read: choose with validation, report with test"

  validation {
    condition     = contains(["test", "validation"], var.split)
    error_message = "The split is test or validation."
  }
}

# The model: causal, rotary positions, SwiGLU, grouped-query attention.

dataset "corpus" {
  source    = "builtin:miniature/${var.corpus}"
  separator = "\n\n"
}

tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 2048
}

pretrain "base" {
  corpus    = dataset.corpus
  tokenizer = tokenizer.bpe
  seed      = var.seed

  model {
    dim      = 128
    layers   = 4
    heads    = 4
    kv_heads = 2
    seq_len  = 256
    tied     = true
  }

  optimizer {
    learning_rate = 2.5e-3
    warmup_steps  = min(200, var.steps)
    steps         = var.steps
    batch_tokens  = 1024
  }
}

# Fine-tuning. Each chooses its best checkpoint on a validation split; the test
# splits are seen by the evaluations alone.

finetune "sentiment" {
  base       = pretrain.base
  dataset    = dataset.reviews_train
  validation = dataset.reviews_validation
  task       = "classification"
  text       = doc.sentence
  label      = local.polarity[doc.label]
  seed       = var.seed

  optimizer {
    learning_rate = 1e-3
    epochs        = 3
    batch_size    = 32
  }
}

finetune "topic" {
  base       = pretrain.base
  dataset    = dataset.news_train
  validation = dataset.news_validation
  task       = "classification"
  text       = "${doc.title}: ${doc.description}"
  label      = local.topics[doc.class - 1]
  seed       = var.seed

  lora {
    rank  = 8
    alpha = 16
  }

  optimizer {
    learning_rate = 3e-3
    epochs        = 2
    batch_size    = 32
  }
}

finetune "instruct" {
  base       = pretrain.base
  dataset    = dataset.instructions_train
  validation = dataset.instructions_validation
  task       = "instruction"
  prompt     = "${doc.instruction}\n${doc.input}\nAnswer:"
  response   = " ${doc.output}"
  seed       = var.seed

  optimizer {
    learning_rate = 1e-3
    epochs        = 3
    batch_size    = 32
  }
}

locals {
  polarity = ["negative", "positive"]
  topics   = ["Council", "Games", "Market", "Science"]
}

# Words

dataset "word_pairs" {
  source = "builtin:miniature/similarity/${var.split}.tsv"
  format = "wordpairs"
}

benchmark "similarity" {
  group   = "Words"
  about   = "Do vectors of words agree with how alike the words are?"
  dataset = dataset.word_pairs
  request = "similarity"
  words   = [doc.word1, doc.word2]
  answer  = doc.score
  metrics = ["spearman"]
}

dataset "senses" {
  source = "builtin:miniature/wsd/${var.split}.jsonl"
}

benchmark "word_senses" {
  group   = "Words"
  about   = "Which sense has an ambiguous word in its sentence?"
  dataset = dataset.senses
  request = "multiple_choice"
  prompt  = "${doc.sentence}\nQuestion: What is the ${doc.word} here?\nAnswer:"
  choices = doc.choices
  answer  = doc.label
  metrics = ["acc"]
}

dataset "word_in_context" {
  source = "builtin:miniature/wic/${var.split}.jsonl"
}

benchmark "word_in_context" {
  group   = "Words"
  about   = "Does a word mean the same in two sentences?"
  dataset = dataset.word_in_context
  request = "multiple_choice"
  prompt  = "Sentence 1: ${doc.sentence1}\nSentence 2: ${doc.sentence2}\nQuestion: Is the word '${doc.word}' used in the same way in the two sentences above?\nAnswer:"
  choices = ["no", "yes"]
  answer  = doc.label == "true" ? 1 : 0
  metrics = ["acc"]
}

# Sentences

dataset "reviews_train" {
  source  = "builtin:miniature/sentiment/train.tsv"
  columns = ["sentence", "label"]
}

dataset "reviews_validation" {
  source  = "builtin:miniature/sentiment/validation.tsv"
  columns = ["sentence", "label"]
}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/${var.split}.tsv"
  columns = ["sentence", "label"]
}

benchmark "sentiment" {
  group   = "Sentences"
  about   = "Is a review good or bad, asked in words?"
  dataset = dataset.reviews
  request = "multiple_choice"
  prompt  = "${doc.sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:"
  choices = local.polarity
  answer  = tonumber(doc.label)
  metrics = ["acc"]
}

benchmark "sentiment_head" {
  group   = "Sentences"
  about   = "Is a review good or bad, told by a classification head?"
  dataset = dataset.reviews
  request = "classify"
  prompt  = doc.sentence
  choices = local.polarity
  answer  = tonumber(doc.label)
  metrics = ["acc", "macro_f1", "binary_f1"]
}

dataset "translations" {
  source = "builtin:miniature/translation/${var.split}.en"
  format = "lines"
  field  = "en"

  align "xx" {
    source = "builtin:miniature/translation/${var.split}.xx"
  }
}

benchmark "translation" {
  group      = "Sentences"
  about      = "English into Tarrin, whose verb comes last"
  dataset    = dataset.translations
  request    = "generate"
  prompt     = "English phrase: ${doc.en}\nTarrin phrase:"
  answer     = doc.xx
  stop       = ["\n"]
  max_tokens = 48
  metrics    = ["bleu", "chrf"]

  filter "strip" {}
}

# Documents

dataset "articles" {
  source = "builtin:miniature/summarization/${var.split}.jsonl"
}

benchmark "summarization" {
  group      = "Documents"
  about      = "The main event of a story, in one sentence"
  dataset    = dataset.articles
  request    = "generate"
  prompt     = "${doc.document}\nSummary:"
  answer     = doc.summary
  stop       = ["\n"]
  max_tokens = 40
  metrics    = ["rouge1", "rouge2", "rougel"]

  filter "strip" {}
}

dataset "news_train" {
  source  = "builtin:miniature/topic/train.csv"
  columns = ["class", "title", "description"]
}

dataset "news_validation" {
  source  = "builtin:miniature/topic/validation.csv"
  columns = ["class", "title", "description"]
}

dataset "news" {
  source  = "builtin:miniature/topic/${var.split}.csv"
  columns = ["class", "title", "description"]
}

benchmark "topic" {
  group   = "Documents"
  about   = "What a piece of news is about, asked in words"
  dataset = dataset.news
  request = "multiple_choice"
  prompt  = "${doc.title}: ${doc.description}\nTopic:"
  choices = local.topics
  answer  = doc.class - 1
  metrics = ["acc"]
}

benchmark "topic_head" {
  group   = "Documents"
  about   = "What a piece of news is about, told by a classification head"
  dataset = dataset.news
  request = "classify"
  prompt  = "${doc.title}: ${doc.description}"
  choices = local.topics
  answer  = doc.class - 1
  metrics = ["acc", "macro_f1"]
}

# Questions

dataset "passages" {
  source = "builtin:miniature/squad/${var.split}.json"
  format = "squad"
}

benchmark "reading" {
  group      = "Questions"
  about      = "A question whose answer stands in the passage"
  dataset    = dataset.passages
  request    = "generate"
  prompt     = "${doc.context}\nQuestion: ${doc.question}\nAnswer:"
  answer     = doc.answers
  chance     = 0.25 # a name or thing of the passage, guessed
  stop       = ["\n"]
  max_tokens = 16
  metrics    = ["answer_match", "f1"]

  filter "strip" {}
}

dataset "open_questions" {
  source = "builtin:miniature/nq/${var.split}.jsonl"
}

benchmark "open_questions" {
  group      = "Questions"
  about      = "A question about the world, without a passage"
  dataset    = dataset.open_questions
  request    = "generate"
  prompt     = "Q: ${doc.question}?\nA:"
  answer     = doc.answer
  stop       = ["\n"]
  max_tokens = 16
  metrics    = ["answer_match", "f1"]

  filter "strip" {}
}

# Dialogue

dataset "dialogues" {
  source = "builtin:miniature/dialogue/${var.split}.jsonl"
}

benchmark "dialogue" {
  group   = "Dialogue"
  about   = "Which reply fits what was asked for?"
  dataset = dataset.dialogues
  request = "multiple_choice"
  prompt  = "${join("\n", doc.dialogue)}\n${doc.speaker}:"
  choices = doc.choices
  answer  = doc.label
  metrics = ["acc"]
}

# Reasoning and knowledge

dataset "commonsense" {
  source = "builtin:miniature/arc/${var.split}.jsonl"
}

benchmark "commonsense" {
  group   = "Reasoning and knowledge"
  about   = "The order of steps, the order of sizes"
  dataset = dataset.commonsense
  request = "multiple_choice"
  prompt  = "Question: ${doc.question.stem}\nAnswer:"
  choices = doc.question.choices[*].text
  answer  = [for c in doc.question.choices : c.text if c.label == doc.answerKey][0]
  metrics = ["acc"]
}

dataset "knowledge" {
  source  = "builtin:miniature/mmlu/world_${var.split}.csv"
  columns = ["question", "a", "b", "c", "d", "answer"]
}

benchmark "knowledge" {
  group   = "Reasoning and knowledge"
  about   = "Who stands in which relation to whom"
  dataset = dataset.knowledge
  request = "multiple_choice"
  prompt  = "Question: ${doc.question}\nAnswer:"
  choices = [doc.a, doc.b, doc.c, doc.d]
  answer  = doc[lower(doc.answer)]
  metrics = ["acc"]
}

dataset "arithmetic" {
  source = "builtin:miniature/gsm8k/${var.split}.jsonl"
}

benchmark "arithmetic" {
  group      = "Reasoning and knowledge"
  about      = "Word problems of one or two steps"
  dataset    = dataset.arithmetic
  request    = "generate"
  prompt     = "Question: ${doc.question}\nAnswer:"
  answer     = split("#### ", doc.answer)[1]
  stop       = ["\n\n", "Question:"]
  max_tokens = 64
  metrics    = ["exact_match"]

  filter "regex" {
    pattern = "#### (-?[0-9]+)"
  }
}

dataset "programs" {
  source = "builtin:miniature/humaneval/${var.split}.jsonl"
}

benchmark "code" {
  group       = "Reasoning and knowledge"
  about       = "Small functions, completed and tested"
  dataset     = dataset.programs
  request     = "generate"
  prompt      = doc.prompt
  test        = doc.test
  entry_point = doc.entry_point
  chance      = 0
  stop        = ["\ndef", "\n\n"]
  max_tokens  = 80
  metrics     = ["pass@1"]
}

# Truthfulness

dataset "sayings" {
  source = "builtin:miniature/truthfulqa/${var.split}.json"
  format = "mc_task"
}

benchmark "truthfulness" {
  group   = "Truthfulness"
  about   = "What is true, against what people say"
  dataset = dataset.sayings
  request = "multiple_choice"
  prompt  = "Q: ${doc.question}\nA:"
  choices = doc.choices
  answer  = [for i, c in doc.choices : c if doc.labels[i] == 1]
  metrics = ["acc", "gold_mass"]
}

# Language modelling

dataset "held_out" {
  source    = "builtin:miniature/perplexity/${var.split}.txt"
  separator = "\n\n"
}

benchmark "perplexity" {
  group   = "Language modelling"
  about   = "Text that the model has not seen"
  dataset = dataset.held_out
  request = "perplexity"
  prompt  = doc.text
  metrics = ["word_perplexity", "bits_per_byte"]
}

# Instructions

dataset "instructions_train" {
  source = "builtin:miniature/instruct/train.json"
}

dataset "instructions_validation" {
  source = "builtin:miniature/instruct/validation.json"
}

dataset "instructions" {
  source = "builtin:miniature/instruct/${var.split}.json"
}

benchmark "instructions" {
  group      = "Instructions"
  about      = "Tasks put as instructions, answered exactly"
  dataset    = dataset.instructions
  request    = "generate"
  prompt     = "${doc.instruction}\n${doc.input}\nAnswer:"
  answer     = doc.output
  stop       = ["\n"]
  max_tokens = 48
  metrics    = ["exact_match", "f1"]

  filter "strip" {}
}

suite "families" {
  about = "Every family, asked of a language model without examples"
  benchmarks = [
    benchmark.similarity,
    benchmark.word_senses,
    benchmark.word_in_context,
    benchmark.sentiment,
    benchmark.translation,
    benchmark.summarization,
    benchmark.topic,
    benchmark.reading,
    benchmark.open_questions,
    benchmark.dialogue,
    benchmark.commonsense,
    benchmark.knowledge,
    benchmark.arithmetic,
    benchmark.code,
    benchmark.truthfulness,
    benchmark.perplexity,
  ]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [suite.families, benchmark.instructions]
}

evaluate "sentiment" {
  model      = finetune.sentiment
  benchmarks = [benchmark.sentiment_head]
}

evaluate "topic" {
  model      = finetune.topic
  benchmarks = [benchmark.topic_head]
}

evaluate "instruct" {
  model      = finetune.instruct
  benchmarks = [benchmark.instructions]
}

# Claims: the 95 % interval has to lie clear of what a number is compared with.

claim "knowledge" {
  says = "A model of this size knows more of its world than guessing does"
  that = evaluate.base.knowledge.acc.low > evaluate.base.knowledge.acc.chance
}

claim "sentiment_head" {
  says = "A classification head tells sentiment better than the question in words does"
  that = evaluate.sentiment.sentiment_head.acc.low > evaluate.base.sentiment.acc.high
}

report "paper" {
  title       = "LLaMA 2 at laptop scale"
  description = "A small LLaMA trained from nothing on a generated world, fine-tuned for three tasks, and examined on every family of benchmark."
  results     = [evaluate.base, evaluate.sentiment, evaluate.topic, evaluate.instruct]
  claims      = [claim.knowledge, claim.sentiment_head]
}
