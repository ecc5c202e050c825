experiment "broken" {}

dataset "corpus" {
  source    = "builtin:miniature/corpus"
  separator = "\n\n"
}

benchmark "text" {
  dataset = dataset.corpus
  request = "generate"
  prompt  = doc.text
  metrics = ["f1", "invalid"] # ERROR Missing attribute
}

benchmark "code" {
  dataset = dataset.corpus
  request = "generate"
  prompt  = doc.text
  answer  = doc.text
  metrics = ["pass@1"] # ERROR Missing attribute
}
