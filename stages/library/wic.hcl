# WiC: does a word mean the same in two sentences? Pilehvar and Camacho-Collados,
# NAACL 2019, in the form of SuperGLUE.
#
# The data is the validation set (638 lines: word, sentence1, sentence2, start1,
# end1, label). The offsets count code points.

dataset "wic" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/WiC/val.jsonl"
  sha256 = "7a954e2f2ffbe3df194decc00619bb9b81e4d1c29e7c31e9201fa541041bef78"
}

benchmark "wic" {
  group     = "word sense"
  about     = "Telling whether a word means the same in two sentences"
  version   = 1
  licence   = "CC BY-NC 4.0"
  citation  = "Pilehvar and Camacho-Collados 2019, WiC: the Word-in-Context Dataset; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.wic
  documents = 638
  request   = "multiple_choice"
  prompt    = "Sentence 1: ${doc.sentence1}\nSentence 2: ${doc.sentence2}\nQuestion: Is the word '${textslice(doc.sentence1, doc.start1, doc.end1)}' used in the same way in the two sentences above?\nAnswer:"
  choices   = ["no", "yes"]
  answer    = tobool(doc.label) ? 1 : 0
  metrics   = ["acc"]
}
