# The miniature world: a text to learn from, a tokenizer, and exams of what a
# language model can have learnt from it. A module for ablations, which ask the
# same questions of many models.

variable "split" {
  type        = string
  description = "Split that evaluations read"

  validation {
    condition     = contains(["test", "validation"], var.split)
    error_message = "The split is test or validation."
  }
}

variable "documents" {
  type        = number
  default     = 0
  description = "Documents of the corpus to learn from; 0 takes all"
}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = "\n\n"
}

# The same text in another order and cut short, so that less of it is a sample.
dataset "lesson" {
  source       = "builtin:miniature/corpus"
  separator    = "\n\n"
  shuffle_seed = var.documents == 0 ? 0 : 1
  take         = var.documents
}

# The tokenizer has read all of the text, whatever the model reads: numbers for
# each token can be compared.
tokenizer "bpe" {
  corpus     = dataset.corpus
  vocab_size = 2048
}

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
  metrics = ["bits_per_byte"]
}

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
  metrics    = ["answer_match"]

  filter "strip" {}
}

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
  stop       = ["\n"]
  max_tokens = 16
  metrics    = ["f1"]

  filter "strip" {}
}

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

locals {
  topics = ["Council", "Games", "Market", "Science"]
}

benchmark "topic" {
  group   = "Documents"
  about   = "What a piece of news is about, told by a classification head"
  dataset = dataset.news
  request = "classify"
  prompt  = "${doc.title}: ${doc.description}"
  choices = local.topics
  answer  = doc.class - 1
  metrics = ["acc"]
}

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
  about   = "Is a review good or bad, told by a classification head?"
  dataset = dataset.reviews
  request = "classify"
  prompt  = doc.sentence
  choices = ["negative", "positive"]
  answer  = tonumber(doc.label)
  metrics = ["acc"]
}

suite "general" {
  about = "Short questions, as in the paper's ablations: commonsense, world knowledge, arithmetic, code"
  benchmarks = [
    benchmark.perplexity,
    benchmark.commonsense,
    benchmark.knowledge,
    benchmark.open_questions,
    benchmark.arithmetic,
    benchmark.code,
  ]
}

suite "long" {
  about = "Questions with a text before them"
  benchmarks = [
    benchmark.perplexity,
    benchmark.reading,
    benchmark.summarization,
  ]
}
