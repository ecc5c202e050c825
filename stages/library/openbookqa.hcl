# OpenBookQA: elementary science questions that take a fact and some common
# knowledge. Mihaylov et al., EMNLP 2018.
#
# The data is Main/test.jsonl of the publisher (500 lines: id, question{stem,
# choices[{text, label}]}, answerKey). The prompt is the stem alone.

dataset "openbookqa" {
  source = "github://benedictflorance/truthfulqa_experiments@6fdfd38288e86296582a584694df5cf43d1f634a/datasets/openbookqa.jsonl"
  sha256 = "feb2bd9bfa6161dca4c44ce90e51e8cdada83eb5061407fcdc5005e44aaf2313"
}

benchmark "openbookqa" {
  group     = "commonsense"
  about     = "Answering science questions that take a fact and common knowledge"
  version   = 1
  licence   = "Apache-2.0 (repository of origin)"
  citation  = "Mihaylov et al. 2018, Can a Suit of Armor Conduct Electricity? A New Dataset for Open Book Question Answering"
  dataset   = dataset.openbookqa
  documents = 500
  request   = "multiple_choice"
  prompt    = doc.question.stem
  choices   = [for c in doc.question.choices : c.text]
  answer    = [for i, c in doc.question.choices : i if c.label == trimspace(doc.answerKey)][0]
  metrics   = ["acc", "acc_norm"]
}
