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
  that = evaluate.base > 0.5  # ERROR: Incomplete reference: evaluate.base is no number. Behind it stands one of capitals and level.
}

claim "b" {
  that = evaluate.base.capitals > 0.5  # ERROR: Incomplete reference: evaluate.base.capitals is no number. Behind it stands one of acc.
}

claim "c" {
  that = evaluate.rate > 0.5  # ERROR: Several stages: evaluate.rate has for_each
}

claim "d" {
  that = [for k in ["low"] : evaluate.rate[k].capitals.acc > 0][0]  # ERROR: Several stages: Write its key, as in evaluate.rate["high"]
}
