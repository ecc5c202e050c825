# MBPP: short Python programs from a sentence and three tests. Austin et al., 2021.
#
# The data is mbpp.jsonl of the authors (974 lines: task_id, text, code, test_list,
# test_setup_code), in a copy that lacks only the last newline. Tasks 11 to 510 are
# the test set; tasks 2, 3 and 4 are the examples, whose code keeps its CRLF. A
# completion runs with the three tests and nothing else, as in lm-evaluation-harness:
# without test_setup_code, so that not even the code of task 367 passes. The first
# benchmark takes the likeliest tokens; the others draw as the LLaMA 2 paper did, which
# does not say how many.

dataset "mbpp" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/mbpp/mbpp.jsonl"
  sha256 = "0b5e07b5b40fedd01c57b7c9177b79f8b2eebd72c304c928605d91a7237d2f33"
  skip   = 10
  take   = 500
}

dataset "mbpp_examples" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/mbpp/mbpp.jsonl"
  sha256 = "0b5e07b5b40fedd01c57b7c9177b79f8b2eebd72c304c928605d91a7237d2f33"
  skip   = 1
  take   = 3
}

benchmark "mbpp" {
  group       = "code"
  about       = "Writing short Python programs that pass their tests"
  version     = 1
  licence     = "CC BY 4.0"
  citation    = "Austin et al. 2021, Program Synthesis with Large Language Models"
  dataset     = dataset.mbpp
  documents   = 500
  request     = "generate"
  prompt      = "You are an expert Python programmer, and here is your task: ${doc.text} Your code should pass these tests:\n\n${join("\n", doc.test_list)}\n[BEGIN]\n"
  answer      = "${doc.code}\n[DONE]"
  delimiter   = ""
  program     = ""
  test        = join("\n", doc.test_list)
  interpreter = "python3"
  shots       = 3
  shots_from  = dataset.mbpp_examples
  shot_method = "first"
  stop        = ["[DONE]"]
  chance      = 0
  metrics     = ["pass@1"]
}

benchmark "mbpp_pass1" {
  group       = "code"
  about       = "Writing short Python programs that pass their tests, drawn at a low temperature"
  version     = 1
  licence     = "CC BY 4.0"
  citation    = "Austin et al. 2021, Program Synthesis with Large Language Models"
  dataset     = dataset.mbpp
  documents   = 500
  request     = "generate"
  prompt      = "You are an expert Python programmer, and here is your task: ${doc.text} Your code should pass these tests:\n\n${join("\n", doc.test_list)}\n[BEGIN]\n"
  answer      = "${doc.code}\n[DONE]"
  delimiter   = ""
  program     = ""
  test        = join("\n", doc.test_list)
  interpreter = "python3"
  shots       = 3
  shots_from  = dataset.mbpp_examples
  shot_method = "first"
  stop        = ["[DONE]"]
  chance      = 0
  temperature = 0.1
  top_p       = 0.95
  samples     = 10
  metrics     = ["pass@1"]
}

benchmark "mbpp_pass80" {
  group       = "code"
  about       = "Writing short Python programs such that one of many passes its tests"
  version     = 1
  licence     = "CC BY 4.0"
  citation    = "Austin et al. 2021, Program Synthesis with Large Language Models"
  dataset     = dataset.mbpp
  documents   = 500
  request     = "generate"
  prompt      = "You are an expert Python programmer, and here is your task: ${doc.text} Your code should pass these tests:\n\n${join("\n", doc.test_list)}\n[BEGIN]\n"
  answer      = "${doc.code}\n[DONE]"
  delimiter   = ""
  program     = ""
  test        = join("\n", doc.test_list)
  interpreter = "python3"
  shots       = 3
  shots_from  = dataset.mbpp_examples
  shot_method = "first"
  stop        = ["[DONE]"]
  chance      = 0
  temperature = 0.8
  top_p       = 0.95
  samples     = 80
  metrics     = ["pass@80", "pass@10", "pass@1"]
}
