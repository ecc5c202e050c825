# Benchmarks of safety: truthfulness, toxicity and bias. What a model writes for
# ToxiGen is read by the judge of the evaluation; see toxigen.hcl.

suite "safety" {
  about      = "Truthfulness by the likelihood of answers, toxicity by a judge, and sentiment by group"
  benchmarks = [benchmark.truthfulqa_mc1, benchmark.truthfulqa_mc2, benchmark.toxigen, suite.bold]
}
