# Social IQa: what people feel, want or do next. Sap et al., EMNLP 2019.
#
# The data is the development set of the authors (1,954 lines: context, question,
# answerA, answerB, answerC) with its labels, 1 to 3, line by line in a file of
# their own.

dataset "siqa" {
  source = "github://declare-lab/TEAM@e43753fde8e53e498cf3056b85ae2f306902121f/data/siqa/dev.jsonl"
  sha256 = "d8128dfe60783a9971b954ca82dd57b87b05d5d40468876d51a8e1ad2c557465"
  align "label" {
    source = "github://declare-lab/TEAM@e43753fde8e53e498cf3056b85ae2f306902121f/data/siqa/dev-labels.lst"
    sha256 = "2d882ff71969d3980d37dd07aecdf9093c6e63e27c670f3a203bcf3b9b74bc05"
  }
}

benchmark "siqa" {
  group     = "commonsense"
  about     = "Telling what people feel, want or do in everyday situations"
  version   = 1
  licence   = "CC BY 4.0"
  citation  = "Sap et al. 2019, Social IQa: Commonsense Reasoning about Social Interactions"
  dataset   = dataset.siqa
  documents = 1954
  request   = "multiple_choice"
  prompt    = "Q: ${doc.context} ${doc.question}\nA:"
  choices   = [doc.answerA, doc.answerB, doc.answerC]
  answer    = tonumber(doc.label) - 1
  metrics   = ["acc"]
}
