# The benchmarks of the LLaMA 2 paper (Touvron et al., 2023), in its groups and with its
# numbers of shots: commonsense without shots but for CommonsenseQA's seven, world
# knowledge with five, reading without, GSM8K with eight chains of thought, MATH with
# four, HumanEval without, MBPP with three, MMLU with five, BBH with three, AGIEval with
# three or five.
#
# The paper published no prompts. These are lm-evaluation-harness's where it has the
# task, so a value stands beside the paper's and is not the same measurement. Of its
# safety benchmarks, TruthfulQA is in suite.safety.

suite "llama2" {
  about = "The benchmarks of the LLaMA 2 paper, in its groups"
  benchmarks = [
    suite.llama2_code,
    suite.llama2_commonsense,
    suite.llama2_world_knowledge,
    suite.llama2_reading,
    suite.llama2_math,
    suite.mmlu,
    suite.llama2_bbh,
    suite.llama2_agieval,
  ]
}

suite "llama2_code" {
  about      = "Code: the mean of HumanEval and MBPP"
  benchmarks = [benchmark.humaneval_pass1, benchmark.mbpp_pass1]
}

suite "llama2_commonsense" {
  about = "Commonsense reasoning: the mean of eight benchmarks"
  benchmarks = [
    benchmark.piqa,
    benchmark.siqa,
    benchmark.hellaswag,
    benchmark.winogrande,
    benchmark.arc_easy,
    benchmark.arc_challenge,
    benchmark.openbookqa,
    benchmark.commonsense_qa_7shot,
  ]
}

suite "llama2_world_knowledge" {
  about      = "World knowledge: the mean of NaturalQuestions and TriviaQA"
  benchmarks = [benchmark.nq_open, benchmark.triviaqa_wiki]
}

suite "llama2_reading" {
  about      = "Reading comprehension: the mean of SQuAD, QuAC and BoolQ"
  benchmarks = [benchmark.squad, benchmark.quac, benchmark.boolq]
}

suite "llama2_math" {
  about      = "Mathematics: the mean of GSM8K and MATH"
  benchmarks = [benchmark.gsm8k_cot, suite.math]
}

suite "llama2_bbh" {
  about      = "BIG-Bench Hard: the mean of 27 tasks"
  benchmarks = benchmark.bbh
}

suite "llama2_agieval" {
  about = "AGIEval: the mean of the eight English tasks that the paper has"
  benchmarks = [for task in [
    "aqua-rat", "logiqa-en", "lsat-ar", "lsat-lr", "lsat-rc", "sat-en", "sat-en-without-passage", "sat-math",
  ] : benchmark.agieval_shots[task]]
  mean = "weighted"
}
