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
  that = evaluate.rate["lw"].capitals.acc > 0.5  # ERROR: Unknown instance: evaluate.rate has no instance "lw". Did you mean "low"?
}

claim "b" {
  for_each = toset(["low", "middle"])
  that = evaluate.rate[each.key].capitals.acc > 0.5  # ERROR: Unknown instance: evaluate.rate has no instance "middle". Its keys are "high" and "low". This is so for claim.b["middle"].
}

claim "c" {
  that = evaluate.rate.low.capitals.acc > 0.5  # ERROR: Reference into a stage: Refer to one as evaluate.rate["low"]
}

claim "d" {
  that = evaluate.base["capitals"].acc > 0.5  # ERROR: No for_each: evaluate.base has no for_each
}
