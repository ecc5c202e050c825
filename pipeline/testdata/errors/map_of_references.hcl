experiment "e" {}
dataset "d" {
  for_each = toset(["a", "b"])
  source   = "builtin:d"
}
benchmark "b" {
  dataset = dataset.d["a"]
  prompt  = doc.x
}
score "list" {
  inputs = [dataset.d["a"]] # ERROR: Wrong type: It must be a map of references, each to a dataset or a pretrain
}
score "mixed" {
  inputs = {
    text    = "corpus.txt" # ERROR: Wrong type: The attribute "inputs.text" is the string
    "a b"   = benchmark.b # ERROR: Wrong kind of stage: The attribute "inputs.a b" refers to benchmark.b
    all     = dataset.d # ERROR: Several stages: Write which one
    itself  = score.mixed # ERROR: Self reference
    nothing = null # ERROR: Wrong type: The attribute "inputs.nothing" is null
  }
}
score "missing" {
  inputs = { a = dataset.absent } # ERROR: Unknown stage
}
