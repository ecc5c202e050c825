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
  that = evaluate.bse.capitals.acc > 0.5  # ERROR: Unknown stage: Did you mean "evaluate.base"?
}

claim "b" {
  that = pretrain.p != null  # ERROR: Wrong kind of stage: pretrain.p stands for a stage
}

claim "c" {
  that = pretrain.p.loss < 3  # ERROR: Reference into a stage: pretrain.p
}

claim "d" {
  that = local.stages[0] != null  # ERROR: Wrong kind of stage: local.stages stands for a stage
}

locals {
  stages = [evaluate.base]
}
