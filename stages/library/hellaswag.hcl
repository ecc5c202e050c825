# HellaSwag: which of four endings goes on with a scene. Zellers et al., ACL 2019.
#
# The data is hellaswag_val.jsonl of the authors, the validation set: 10,042
# lines with activity_label, ctx_a, ctx_b, endings, label. WikiHow's marks in
# brackets are taken out after the ends are trimmed, so that a scene may end in a
# space, which then belongs to the ending; of two spaces one goes, in one pass.
#
# hellaswag_shots shows solved scenes of hellaswag_train.jsonl (39,905 lines), ten as
# the Open LLM Leaderboard did.

dataset "hellaswag" {
  source = "github://rowanz/hellaswag@a29ff8e9a04bba4bd6588223785ce105328adc57/data/hellaswag_val.jsonl"
  sha256 = "0aa3b88843990f3f10a97b9575c94d7b71fb2205240ba04ae4884d9e9c992588"
}

benchmark "hellaswag" {
  group     = "commonsense"
  about     = "Choosing the ending that goes on with a scene"
  version   = 1
  licence   = "MIT"
  citation  = "Zellers et al. 2019, HellaSwag: Can a Machine Really Finish Your Sentence?"
  dataset   = dataset.hellaswag
  documents = 10042
  request   = "multiple_choice"
  prompt    = replace(regexreplace(replace(trimspace("${doc.activity_label}: ${doc.ctx_a} ${capitalize(doc.ctx_b)}"), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")
  choices   = [for e in doc.endings : replace(regexreplace(replace(trimspace(e), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")]
  answer    = tonumber(doc.label)
  metrics   = ["acc", "acc_norm"]
}

dataset "hellaswag_train" {
  source = "github://rowanz/hellaswag@a29ff8e9a04bba4bd6588223785ce105328adc57/data/hellaswag_train.jsonl"
  sha256 = "dae5e69249868cb9fe4e23ff925c60b66169564cfb7072d793cd7356a2b69f8d"
}

benchmark "hellaswag_shots" {
  for_each   = { "10" = 10 }
  group      = "commonsense"
  about      = "Choosing the ending that goes on with a scene, after ${each.key} solved ones"
  version    = 1
  licence    = "MIT"
  citation   = "Zellers et al. 2019, HellaSwag: Can a Machine Really Finish Your Sentence?"
  dataset    = dataset.hellaswag
  documents  = 10042
  request    = "multiple_choice"
  prompt     = replace(regexreplace(replace(trimspace("${doc.activity_label}: ${doc.ctx_a} ${capitalize(doc.ctx_b)}"), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")
  choices    = [for e in doc.endings : replace(regexreplace(replace(trimspace(e), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")]
  answer     = tonumber(doc.label)
  shots      = each.value
  shots_from = dataset.hellaswag_train
  shot_spare = true
  metrics    = ["acc_norm", "acc"]
}
