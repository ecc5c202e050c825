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
  that = evaluate.base.capitls.acc > 0.5  # ERROR: Unknown result: evaluate.base has no "capitls". Did you mean "capitals"? It has capitals and level.
}

claim "b" {
  that = evaluate.base.capitals.ac > 0.5  # ERROR: Unknown result: evaluate.base.capitals has no "ac". Did you mean "acc"? It has acc.
}

claim "c" {
  that = evaluate.base.capitals.acc.sterr > 0.5  # ERROR: Unknown result: evaluate.base.capitals.acc has no "sterr". Did you mean "stderr"? It has stderr.
}

claim "d" {
  that = evaluate.base.capitals.acc.stderr.x > 0.5  # ERROR: Unknown result: evaluate.base.capitals.acc.stderr is a number, and nothing stands behind it.
}

claim "f" {
  that = evaluate.base.level["hrd"].acc > 0.5  # ERROR: Unknown result: evaluate.base.level has no "hrd". Did you mean "hard"? It has easy and hard.
}

claim "g" {
  that = evaluate.rate["low"].level.easy.acc > 0.5  # ERROR: Unknown result: evaluate.rate["low"] has no "level". It has capitals.
}
