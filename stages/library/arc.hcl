# ARC: questions of grade-school science exams, easy and challenging. Clark et
# al., 2018.
#
# The data is the test sets in the form of their publisher (2,376 and 1,172
# lines: id, question{stem, choices[{text, label}]}, answerKey). A question has
# three to five options, labelled A to E or 1 to 5.
#
# arc_challenge_shots shows solved questions of the training set (1,119 lines), 25 as
# the Open LLM Leaderboard did. Its archive has 680 MB, nearly all of it texts about
# science, which stay packed.

dataset "arc_easy" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/ARC/ARC-e/ARC-Easy-Test.jsonl"
  sha256 = "ce32a0774b4beb1977d2c6b16dda5dd2b24fdc9c7f506882c452678676bd09be"
}

benchmark "arc_easy" {
  group     = "commonsense"
  about     = "Answering grade-school science questions that simple methods can answer"
  version   = 1
  licence   = "CC BY-SA 4.0"
  citation  = "Clark et al. 2018, Think you have Solved Question Answering? Try ARC, the AI2 Reasoning Challenge"
  dataset   = dataset.arc_easy
  documents = 2376
  request   = "multiple_choice"
  prompt    = "Question: ${doc.question.stem}\nAnswer:"
  choices   = [for c in doc.question.choices : c.text]
  answer    = [for i, c in doc.question.choices : i if c.label == doc.answerKey][0]
  metrics   = ["acc", "acc_norm"]
}

dataset "arc_challenge" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/ARC/ARC-c/ARC-Challenge-Test.jsonl"
  sha256 = "9fa8ffb3e3a1f88cb302d53dd95aae81e39209ad9bcf974376b319d8fd35717c"
}

benchmark "arc_challenge" {
  group     = "commonsense"
  about     = "Answering grade-school science questions that simple methods get wrong"
  version   = 1
  licence   = "CC BY-SA 4.0"
  citation  = "Clark et al. 2018, Think you have Solved Question Answering? Try ARC, the AI2 Reasoning Challenge"
  dataset   = dataset.arc_challenge
  documents = 1172
  request   = "multiple_choice"
  prompt    = "Question: ${doc.question.stem}\nAnswer:"
  choices   = [for c in doc.question.choices : c.text]
  answer    = [for i, c in doc.question.choices : i if c.label == doc.answerKey][0]
  metrics   = ["acc", "acc_norm"]
}

dataset "arc_challenge_train" {
  source = "https://ai2-public-datasets.s3-us-west-2.amazonaws.com/arc/ARC-V1-Feb2018.zip"
  sha256 = "6d2d5ab50b2ceec6ba5f79c921be77cf2de712ea25a2b3f4fff3acc101cecfa0"
  member = "ARC-V1-Feb2018-2/ARC-Challenge/ARC-Challenge-Train.jsonl"
  format = "jsonl"
}

benchmark "arc_challenge_shots" {
  for_each   = { "25" = 25 }
  group      = "commonsense"
  about      = "Answering grade-school science questions that simple methods get wrong, after ${each.key} solved ones"
  version    = 1
  licence    = "CC BY-SA 4.0"
  citation   = "Clark et al. 2018, Think you have Solved Question Answering? Try ARC, the AI2 Reasoning Challenge"
  dataset    = dataset.arc_challenge
  documents  = 1172
  request    = "multiple_choice"
  prompt     = "Question: ${doc.question.stem}\nAnswer:"
  choices    = [for c in doc.question.choices : c.text]
  answer     = [for i, c in doc.question.choices : i if c.label == doc.answerKey][0]
  shots      = each.value
  shots_from = dataset.arc_challenge_train
  metrics    = ["acc_norm", "acc"]
}
