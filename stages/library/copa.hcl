# COPA: which of two alternatives is the cause, or the effect, of something. Roemmele
# et al., 2011, in the form of SuperGLUE.
#
# The data is the validation set (100 lines: premise, choice1, choice2, question,
# label). The choices begin with a space of their own, so two stand before them:
# that is how lm-evaluation-harness asks.

dataset "copa" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/COPA/val.jsonl"
  sha256 = "fa61467cc251010178ed72f8ca82a0fceefc4ca9a85f87ec3b6102955e1a1f1a"
}

benchmark "copa" {
  group     = "language understanding"
  about     = "Choosing the cause or the effect"
  version   = 1
  licence   = "BSD-2-Clause"
  citation  = "Roemmele et al. 2011, Choice of Plausible Alternatives; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.copa
  documents = 100
  request   = "multiple_choice"
  prompt    = "${textslice(trimspace(doc.premise), 0, -1)} ${doc.question == "cause" ? "because" : "therefore"}"
  choices   = [for c in [doc.choice1, doc.choice2] : " ${lower(textslice(c, 0, 1))}${textslice(c, 1)}"]
  answer    = tonumber(doc.label)
  metrics   = ["acc"]
}
