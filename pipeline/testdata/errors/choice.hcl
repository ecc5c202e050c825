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
benchmark "b" {
  dataset = select.s.model # ERROR: Wrong kind of stage: refers to what select.s chooses, and that may be pretrain.p, a pretrain. It accepts dataset
  prompt  = "x"
}
evaluate "e" {
  model      = pretrain.p
  benchmarks = []
}
select "s" {
  from = [evaluate.e]
}
select "each" {
  for_each = { a = evaluate.e } # ERROR: Stage in for_each
  from     = [each.value]
}
select "keys" {
  for_each = toset(["a", "b"])
  from     = [evaluate.e]
}
evaluate "bare" {
  model      = select.s # ERROR: Choice among stages: select.s chooses among stages, and the attribute "model" refers to the one that it chooses. Write select.s.model.
  benchmarks = []
}
evaluate "bare_key" {
  model      = select.keys["a"] # ERROR: Choice among stages: Write select.keys["a"].model.
  benchmarks = []
}
evaluate "no_key" {
  model      = select.keys # ERROR: Several stages: select.keys has for_each
  benchmarks = []
}
evaluate "key" {
  model      = select.keys["b"].model
  benchmarks = []
}
evaluate "misnamed" {
  model      = select.s.modle # ERROR: Reference into a stage: Refer to the stage as select.s.model
  benchmarks = []
}
evaluate "misnamed_key" {
  model      = select.keys["a"].modle # ERROR: Reference into a stage: Refer to the stage as select.keys["a"].model
  benchmarks = []
}
score "c" {
  inputs = select.s # ERROR: Choice among stages
}
score "d" {
  inputs = { a = select.s.model, b = select.s } # ERROR: Choice among stages: the attribute "inputs.b"
}
report "r" {
  results = [select.s.model] # ERROR: Wrong kind of stage: pretrain.p, a pretrain. It accepts evaluate
}
report "s" {
  results = select.s # ERROR: Choice among stages
}
report "n" {
  results = [select.s] # ERROR: Choice among stages
}
