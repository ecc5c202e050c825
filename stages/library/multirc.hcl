# MultiRC: which of many answers to a question about a passage are right. Khashabi et
# al., NAACL 2018, in the form of SuperGLUE.
#
# The data is the validation set (83 passages with 4,848 answers). Each answer is
# asked about on its own; binary_f1 is what is published as F1a, over all answers.
# lm-evaluation-harness 0.4 counts "no" as right where the label is 1: its accuracy
# is one less ours.

dataset "multirc" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/MultiRC/val.jsonl"
  sha256 = "d2b480195b15574ac00d52c4479f630bc161a7ab2de77e970fd00652846953ee"
  format = "multirc"
}

benchmark "multirc" {
  group     = "language understanding"
  about     = "Telling which answers to a question about a passage are right"
  version   = 1
  licence   = "see source (research use)"
  citation  = "Khashabi et al. 2018, Looking Beyond the Surface; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.multirc
  documents = 4848
  request   = "multiple_choice"
  prompt    = "${doc.paragraph}\nQuestion: ${doc.question}\nAnswer:"
  choices   = [for is in ["no", "yes"] : "${doc.answer}\nIs the answer correct? ${is}"]
  answer    = doc.label
  metrics   = ["acc", "binary_f1"]
}
