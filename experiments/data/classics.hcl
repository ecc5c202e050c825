# The classics of words, sentences and documents, over files in a folder, a few
# documents of each:
#
#   pipe run experiments/data/classics.hcl --var data=DATA --var model=MODEL
#
# A dataset that is declared here takes the place of the library's.

experiment "classics" {
  description = "Words, sentences and documents"
}

variable "data" {
  type        = string
  description = "Folder of the published files"
}

variable "model" {
  type        = string
  description = "Folder with a llama2.c model and its tokenizer"
}

variable "limit" {
  type        = number
  default     = 20
  description = "Documents of each benchmark that generates or chooses"
}

dataset "wordsim353" {
  source = "${var.data}/word/similarity/EN-WS-353-ALL.txt"
  format = "wordpairs"
}

dataset "simlex999" {
  source = "${var.data}/word/similarity/EN-SIMLEX-999.txt"
  format = "wordpairs"
}

dataset "men" {
  source = "${var.data}/word/similarity/EN-MEN-TR-3k.txt"
  format = "wordpairs"
}

dataset "rare_words" {
  source = "${var.data}/word/similarity/EN-RW-STANFORD.txt"
  format = "wordpairs"
}

dataset "senseval" {
  for_each = toset(["hard", "interest", "line", "serve"])
  source   = "${var.data}/word/wsd/senseval.zip"
  member   = "senseval/${each.key}.pos"
  format   = "senseval"

  # The file has one sense after the other.
  shuffle_seed = 1
  take         = var.limit
}

dataset "sst2" {
  source  = "${var.data}/sentence/sentiment/SST2/dev.tsv"
  columns = ["sentence", "label"]
  take    = var.limit
}

dataset "multi30k" {
  source = "${var.data}/sentence/translation/multi30k/test_2016_flickr.en.gz"
  format = "lines"
  field  = "en"
  take   = var.limit

  align "de" {
    source = "${var.data}/sentence/translation/multi30k/test_2016_flickr.de.gz"
  }

  align "fr" {
    source = "${var.data}/sentence/translation/multi30k/test_2016_flickr.fr.gz"
  }
}

dataset "movie_reviews" {
  source       = "${var.data}/sentence/sentiment/movie_reviews.zip"
  shuffle_seed = 1
  take         = var.limit
}

dataset "ag_news" {
  source  = "${var.data}/document/classification/ag_news_csv/test.head5000.csv"
  columns = ["class", "title", "description"]
  take    = var.limit
}

dataset "trec" {
  source   = "${var.data}/document/classification/qc.zip"
  member   = "qc/test.txt"
  format   = "trec"
  encoding = "latin-1"
  take     = var.limit
}

dataset "dialogsum" {
  source = "${var.data}/document/summarization/dialogsum.dev.jsonl"
  take   = var.limit
}

model "small" {
  source    = "${var.model}/stories260K.bin"
  tokenizer = "${var.model}/tok512.bin"
}

evaluate "small" {
  model = model.small
  benchmarks = concat(
    [benchmark.wordsim353, benchmark.simlex999, benchmark.men, benchmark.rare_words],
    values(benchmark.senseval),
    [benchmark.sst2, benchmark.multi30k["en-de"], benchmark.multi30k["de-en"]],
    [benchmark.movie_reviews, benchmark.ag_news, benchmark.trec, benchmark.dialogsum],
  )
}

report "classics" {
  title   = "Words, sentences and documents"
  results = [evaluate.small]
}
