experiment "all" {
  description = "Every sort of line that a recipe has"
}

dataset "plain" {
  source = "builtin:corpus"
}

dataset "cut" {
  source = "corpus.jsonl"
  format = "jsonl"
  take   = 10
  fields = { text = "body", "a \"b\"" = "c" }
  align "translation" {
    source = "other.txt"
  }
}

pretrain "base" {
  corpus  = dataset.plain
  rate    = 1e-4 * 3
  betas   = [0.9, 0.95]
  tags    = ["small"]
  tied    = true
  threads = 4
  title   = "Base model"
  model {
    dim = 128
  }
  lora {}
}

benchmark "qa" {
  dataset = dataset.cut
  prompt  = <<-EOT
    Question: ${doc.question}
    Answer:
  EOT
  choices = doc.options
  stops   = ["\n", "${doc.stop}."]
}

evaluate "base" {
  model      = pretrain.base
  benchmarks = [benchmark.qa, benchmark.qa]
}

report "r" {
  results = [evaluate.base]
}
