dataset "corpus" {
  source = "builtin:miniature/corpus"
}

benchmark "food" {
  dataset = dataset.corpus
  request = "multiple_choice"
  prompt  = "A"
  choices = ["grass", "meat"]
  answer  = "meat"
  metrics = ["acc"]
}
