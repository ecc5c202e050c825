experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
pretrain "p" {
  corpus = dataset.d
  betas = [0.9, null] # ERROR: Wrong type: "betas[1]" is null
  tags = [
    ["small"], # ERROR: Wrong type: "tags[0]" is a list
    "large",
    { a = 1 } # ERROR: Wrong type: "tags[2]" is a map
  ]
  model {
    dim = 1e30 # ERROR: Out of range: whole number of 64 bits
    heads = 1e400 # ERROR: Out of range: is 1e+400
  }
}
evaluate "e" {
  model = pretrain.p
  benchmarks = [
    benchmark.b,
    null, # ERROR: Wrong type: "benchmarks[1]" is null
    [benchmark.b], # ERROR: Wrong type: "benchmarks[2]" is a list
    7 # ERROR: Wrong type: "benchmarks[3]" is the number 7
  ]
}
benchmark "b" {
  dataset = dataset.d
  prompt  = doc.text
}
