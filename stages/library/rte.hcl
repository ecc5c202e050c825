# RTE: does a text entail a sentence? Dagan et al., 2006 and later, in the form of
# SuperGLUE.
#
# The data is the validation set (277 lines: premise, hypothesis, label).

dataset "rte" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/RTE/val.jsonl"
  sha256 = "ab990507bf5f35dc176cba7770a72bfa2c50a88ed72b8cc95cfbf9db95ab1af1"
}

benchmark "rte" {
  group     = "language understanding"
  about     = "Telling whether a text entails a sentence"
  version   = 1
  licence   = "see source (research use)"
  citation  = "Dagan et al. 2006, The PASCAL Recognising Textual Entailment Challenge; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.rte
  documents = 277
  request   = "multiple_choice"
  prompt    = "${doc.premise}\nQuestion: ${doc.hypothesis} True or False?\nAnswer:"
  choices   = ["True", "False"]
  answer    = local.labels[doc.label]
  metrics   = ["acc"]
}

locals {
  labels = { entailment = 0, not_entailment = 1 }
}
