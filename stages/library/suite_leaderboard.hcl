# The six benchmarks of the Open LLM Leaderboard of Hugging Face, in its first version
# (2023 to 2024), with its shots and the metrics that it quoted: ARC-Challenge after 25
# (acc_norm), HellaSwag after ten (acc_norm), MMLU after five (acc, every subject alike),
# TruthfulQA without (mc2), WinoGrande after five (acc), GSM8K after five (strict-match).
#
# It ran a version of lm-evaluation-harness of 2023, which asked documents in another
# order and so drew other shots for each; prompts and shots are those of the group
# openllm in version 0.4.13. Values are near the leaderboard's, not equal.

suite "leaderboard" {
  about = "The Open LLM Leaderboard, first version: the mean of six benchmarks"
  benchmarks = [
    benchmark.arc_challenge_shots["25"],
    benchmark.hellaswag_shots["10"],
    suite.leaderboard_mmlu,
    benchmark.truthfulqa_mc2,
    benchmark.winogrande_shots["5"],
    benchmark.gsm8k,
  ]
}

suite "leaderboard_mmlu" {
  about      = "Exams in 57 subjects, of which each counts alike"
  benchmarks = benchmark.mmlu
}
