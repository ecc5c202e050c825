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
  that = rond(evaluate.base.capitals.acc) > 0.5  # ERROR: Unknown function: There is no function "rond".
}

claim "b" {
  that = min(evaluate.base.capitals.acc, local.absent) > 0.5  # ERROR: Undeclared local: There is no local "absent".
}
