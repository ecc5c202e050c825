# QuAC: a dialog in which a student asks a teacher about a section of an article,
# and the teacher answers by spans of it, or with CANNOTANSWER. Choi et al.,
# EMNLP 2018.
#
# There is no prompt that others use, so this is our own: title, section,
# background, the text, which ends in CANNOTANSWER, the earlier turns with the
# answers that the teacher gave, as the official script assumes, and the question.
#
# quac_f1, quac_heq and quac_heq_dialog are the script's F1, and the shares of
# questions and of dialogs in which the model is as good as a human; they leave out
# questions on which humans agree too little. f1 is over all questions.

dataset "quac" {
  source = "https://s3.amazonaws.com/my89public/quac/val_v0.2.json"
  sha256 = "09e622916280ba04c9352acb1bc5bbe80f11a2598f6f34e934c51d9e6570f378"
  format = "quac"
}

dataset "quac_train" {
  source = "https://s3.amazonaws.com/my89public/quac/train_v0.2.json"
  sha256 = "ff5cca5a2e4b4d1cb5b5ced68b9fce88394ef6d93117426d6d4baafbcc05c56a"
  format = "quac"
}

benchmark "quac" {
  group    = "reading comprehension"
  about    = "Questions in a dialog about a text"
  version  = 1
  licence  = "MIT"
  citation = "Choi et al. 2018, QuAC: Question Answering in Context, arXiv:1808.07036"

  dataset   = dataset.quac
  documents = 7354
  request   = "generate"
  prompt = join("", concat(
    ["Title: ${doc.title}\nSection: ${doc.section}\nBackground: ${doc.background}\n\n${doc.context}\n\n"],
    [for turn in doc.history : "Q: ${turn.question}\nA: ${turn.answer}\n"],
    ["Q: ${doc.question}\nA:"],
  ))
  answer     = doc.answers
  dialog     = doc.dialog
  stop       = ["\n"]
  max_tokens = 64
  metrics    = ["quac_f1", "quac_heq", "quac_heq_dialog", "f1"]

  filter "strip" {}
}

benchmark "quac_shots" {
  for_each = { "1" = 1 }
  group    = "reading comprehension"
  about    = "Questions in a dialog about a text, after ${each.key} dialog"
  version  = 1
  licence  = "MIT"
  citation = "Choi et al. 2018, QuAC: Question Answering in Context, arXiv:1808.07036"

  dataset   = dataset.quac
  documents = 7354
  request   = "generate"
  prompt = join("", concat(
    ["Title: ${doc.title}\nSection: ${doc.section}\nBackground: ${doc.background}\n\n${doc.context}\n\n"],
    [for turn in doc.history : "Q: ${turn.question}\nA: ${turn.answer}\n"],
    ["Q: ${doc.question}\nA:"],
  ))
  answer     = doc.answers
  dialog     = doc.dialog
  shots      = each.value
  shots_from = dataset.quac_train
  stop       = ["\n"]
  max_tokens = 64
  metrics    = ["quac_f1", "quac_heq", "quac_heq_dialog", "f1"]

  filter "strip" {}
}
