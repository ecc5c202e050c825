# CommitmentBank: is a speaker committed to an embedded clause? De Marneffe et al.,
# 2019, in the form of SuperGLUE.
#
# The data is the validation set (56 lines: premise, hypothesis, label). Both the
# accuracy and the mean F1 of the three classes are quoted: the classes are uneven.

dataset "cb" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/CB/val.jsonl"
  sha256 = "c6125587e9601560cb16ea223c33964c5a915568d2af68a81f651b6ef25395ec"
}

benchmark "cb" {
  group     = "language understanding"
  about     = "Telling whether a speaker is committed to a clause"
  version   = 1
  licence   = "see source (research use)"
  citation  = "De Marneffe et al. 2019, The CommitmentBank; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.cb
  documents = 56
  request   = "multiple_choice"
  prompt    = "${doc.premise}\nQuestion: ${doc.hypothesis}. True, False, or Neither?\nAnswer:"
  choices   = ["True", "False", "Neither"]
  answer    = local.labels[doc.label]
  metrics   = ["acc", "macro_f1"]
}

locals {
  labels = { entailment = 0, contradiction = 1, neutral = 2 }
}
