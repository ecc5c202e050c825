# DialogSum: everyday dialogs and what they come to. Chen et al. 2021. A dialog of
# the test split has three summaries, of which the best counts; one of the other
# splits has one. The prompt is our own, in the form of CNN/DailyMail's.

dataset "dialogsum" {
  source = "github://cylnlp/dialogsum@848cc8c05e0a04def79326539de827f1b28786a0/DialogSum_Data/dialogsum.test.jsonl"
  sha256 = "6de36eca7e7b9b10975fd5ea3f47391df172d8b3c15d03d84d763cbaab015fda"
}

benchmark "dialogsum" {
  group      = "summarization"
  about      = "What everyday dialogs come to, test split"
  version    = 1
  licence    = "CC BY-NC-SA 4.0"
  citation   = "Chen et al. 2021, DialogSum: A Real-Life Scenario Dialogue Summarization Dataset, arXiv:2105.06762"
  dataset    = dataset.dialogsum
  documents  = 500
  request    = "generate"
  prompt     = "Summarize the following dialogue:\n\n${doc.dialogue}\n\nSummary:"
  answer     = try([doc.summary1, doc.summary2, doc.summary3], [doc.summary])
  max_tokens = 128
  metrics    = ["rouge1", "rouge2", "rougel"]

  filter "squeeze" {}
}
