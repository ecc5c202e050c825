experiment "e" {}

dataset "d" {
  source = "builtin:d"
}

pretrain "p" {
  corpus = dataset.d

  model {
    dim = 8
  }
}

benchmark "capitals" {
  dataset = dataset.d
  prompt  = doc.question
}

benchmark "level" {
  for_each = toset(["easy", "hard"])
  dataset  = dataset.d
  prompt   = doc.question
}

evaluate "base" {
  model      = pretrain.p
  benchmarks = concat([benchmark.capitals], values(benchmark.level))
}

evaluate "rate" {
  for_each   = toset(["low", "high"])
  model      = pretrain.p
  benchmarks = [benchmark.capitals]
}

claim "a" {
  that = evaluate.base.capitals.acc  # ERROR: Wrong type: The attribute "that" gives a number. It must give true or false
}

claim "b" {
  that = evaluate.base.capitals.acc > "high"  # ERROR: Invalid operand: a number is required
}

claim "c" {
  that = 0.5 < 1  # ERROR: No result: The attribute "that" is the same whatever the stages find.
}

claim "d" {
  that = "at ${evaluate.base.capitals.acc}"  # ERROR: Wrong type: gives a string
}

claim "e" {
  that = evaluate.base.capitals.acc < 1 / 0  # ERROR: Infinite number: has no finite value
}

claim "f" {
  that = null  # ERROR: No result: is the same whatever the stages find
}
