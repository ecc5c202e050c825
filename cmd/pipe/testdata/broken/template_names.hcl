# Names inside templates.

experiment "broken" {}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/test.tsv"
  columns = ["sentence", "label"]
}

benchmark "sentiment" {
  dataset = dataset.reviews
  request = "generate"
  prompt  = <<EOT
${dc.sentence} # ERROR "dc" stands for nothing. Did you mean "doc"?
${upperr(doc.sentence)} # ERROR There is no function "upperr". Did you mean "upper"?
${local.opening} # ERROR There is no local "opening"
EOT
  answer  = "${dataset.reviews} ${doc.label}" # ERROR dataset.reviews is a stage
  metrics = ["exact_match"]
}

benchmark "document" {
  dataset = dataset.reviews
  request = "generate"
  prompt  = "What of ${doc}?" # ERROR Document as text
  answer  = doc.label
  metrics = ["exact_match"]
}
