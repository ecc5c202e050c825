experiment "e" {}
evaluate "e" {
  model      = select.s.model
  benchmarks = []
}
select "s" {
  from = [evaluate.e] # ERROR: Cycle: evaluate.e → select.s → evaluate.e
}
