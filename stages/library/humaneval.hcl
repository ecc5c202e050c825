# HumanEval: Python functions to be completed from their signature and docstring, and
# tested. Chen et al., 2021.
#
# The data is HumanEval.jsonl.gz of the authors (164 lines: task_id, prompt,
# entry_point, canonical_solution, test). A completion runs after its prompt, in the
# machine's Python and in a sandbox, for at most 3 seconds, as the authors have it. The
# first benchmark takes the likeliest tokens, as lm-evaluation-harness does. The others
# draw as the LLaMA 2 paper did, at temperature 0.1 for pass@1 and 0.8 for pass@100,
# top_p 0.95; how many were drawn it does not say: Chen et al. drew 200.

dataset "humaneval" {
  source = "github://openai/human-eval@6d43fb980f9fee3c892a914eda09951f772ad10d/data/HumanEval.jsonl.gz"
  sha256 = "b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef"
}

benchmark "humaneval" {
  group       = "code"
  about       = "Completing Python functions that pass their tests"
  version     = 1
  licence     = "MIT"
  citation    = "Chen et al. 2021, Evaluating Large Language Models Trained on Code"
  dataset     = dataset.humaneval
  documents   = 164
  request     = "generate"
  prompt      = doc.prompt
  test        = doc.test
  entry_point = doc.entry_point
  interpreter = "python3"
  stop        = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"]
  max_tokens  = 1024
  chance      = 0
  metrics     = ["pass@1"]
}

benchmark "humaneval_pass1" {
  group       = "code"
  about       = "Completing Python functions that pass their tests, drawn at a low temperature"
  version     = 1
  licence     = "MIT"
  citation    = "Chen et al. 2021, Evaluating Large Language Models Trained on Code"
  dataset     = dataset.humaneval
  documents   = 164
  request     = "generate"
  prompt      = doc.prompt
  test        = doc.test
  entry_point = doc.entry_point
  interpreter = "python3"
  stop        = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"]
  max_tokens  = 1024
  chance      = 0
  temperature = 0.1
  top_p       = 0.95
  samples     = 10
  metrics     = ["pass@1"]
}

benchmark "humaneval_pass100" {
  group       = "code"
  about       = "Completing Python functions such that one of many completions passes its tests"
  version     = 1
  licence     = "MIT"
  citation    = "Chen et al. 2021, Evaluating Large Language Models Trained on Code"
  dataset     = dataset.humaneval
  documents   = 164
  request     = "generate"
  prompt      = doc.prompt
  test        = doc.test
  entry_point = doc.entry_point
  interpreter = "python3"
  stop        = ["\nclass", "\ndef", "\n#", "\nif", "\nprint"]
  max_tokens  = 1024
  chance      = 0
  temperature = 0.8
  top_p       = 0.95
  samples     = 200
  metrics     = ["pass@100", "pass@10", "pass@1"]
}
