# Wrong types inside lists.

experiment "broken" {}

dataset "corpus" {
  source = "builtin:miniature/corpus"
}

dataset "reviews" {
  source  = "builtin:miniature/sentiment/test.tsv"
  columns = ["sentence", "label"]
}

benchmark "sentiment" {
  dataset = dataset.reviews
  request = "multiple_choice"
  prompt  = doc.sentence
  choices = ["negative", ["positive"]] # ERROR element 1: got a list, want a string
  answer  = tonumber(doc.label)
  metrics = [
    "acc",
    ["acc"], # ERROR The attribute "metrics[1]" is a list
    3,       # ERROR The attribute "metrics[2]" is the number 3
    null     # ERROR The attribute "metrics[3]" is null
  ]
}

suite "all" {
  benchmarks = [
    null, # ERROR The attribute "benchmarks[0]" is null
    benchmark.sentiment,
    [benchmark.sentiment], # ERROR The attribute "benchmarks[2]" is a list
    7                      # ERROR The attribute "benchmarks[3]" is the number 7
  ]
}

dataset "renamed" {
  source = "builtin:miniature/corpus"
  fields = { a = ["b"] } # ERROR In the attribute "fields", "a" is a list
}
