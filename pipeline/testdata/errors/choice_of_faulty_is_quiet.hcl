experiment "e" {}
dataset "d" {
  source = "builtin:d"
}
evaluate "e" {
  model      = pretrain.absent # ERROR: Unknown stage
  benchmarks = []
}
select "s" {
  from = [evaluate.e]
}
select "t" {
  from = [evaluate.absent] # ERROR: Unknown stage
}
pretrain "p" {
  base   = select.s.model
  corpus = dataset.d
  model {
    dim = 8
  }
}
pretrain "q" {
  base   = select.t.model
  corpus = dataset.d
  model {
    dim = 8
  }
}
