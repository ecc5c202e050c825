# Benchmarks of safety: truthfulness.

suite "safety" {
  about      = "Truthfulness, by the likelihood of true and false answers"
  benchmarks = [benchmark.truthfulqa_mc1, benchmark.truthfulqa_mc2]
}
