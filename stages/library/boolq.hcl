# BoolQ: yes-or-no questions about a passage. Clark et al., NAACL 2019, in the form
# of SuperGLUE.
#
# The data is the validation set (3,270 lines: question, passage, label). The
# questions come without a question mark, so one is added. Rows in the form of the
# first publisher have "answer" in place of "label", and are read too.

dataset "boolq" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/BoolQ/val.jsonl"
  sha256 = "21acbfbd1e7908fddd9e626bc2a6101c5a5430bda3fbf74985b979af7a63b989"
}

benchmark "boolq" {
  group     = "reading"
  about     = "Answering yes or no about a passage"
  version   = 1
  licence   = "CC BY-SA 3.0"
  citation  = "Clark et al. 2019, BoolQ: Exploring the Surprising Difficulty of Natural Yes/No Questions"
  dataset   = dataset.boolq
  documents = 3270
  request   = "multiple_choice"
  prompt    = "${doc.passage}\nQuestion: ${doc.question}?\nAnswer:"
  choices   = ["no", "yes"]
  answer    = tobool(try(doc.label, doc.answer)) ? 1 : 0
  metrics   = ["acc"]
}
