# Mistakes in for expressions.

experiment "broken" {}

locals {
  letters = [for letter in "abc" : letter]      # ERROR Iteration over non-iterable value
  twice   = { for x in [1, 1] : x => x }        # ERROR Duplicate object key
  perhaps = [for x in [1, 2] : x if "perhaps"]  # ERROR Invalid 'for' condition
  nobody  = { for x in [null] : x => 1 }        # ERROR Invalid object key
  unknown = [for x in local.lettres : upper(x)] # ERROR There is no local "lettres". Did you mean "letters"?
}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/test.tsv"
  columns = ["sentence", "label"]
}

benchmark "sentiment" {
  dataset = dataset.reviews
  request = "multiple_choice"
  prompt  = doc.sentence
  choices = [for c in 7 : c] # ERROR Iteration over non-iterable value
  answer  = tonumber(doc.label)
  metrics = [for m in ["acc"] : m.name] # ERROR Unsupported attribute
}
