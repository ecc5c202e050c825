# HellaSwag: which of four endings goes on with a scene. Zellers et al., ACL 2019.
#
# The data is hellaswag_val.jsonl of the authors (10,042 lines: ind,
# activity_label, ctx_a, ctx_b, ctx, endings, label). It is not pinned here; who
# has it declares
#
#   dataset "hellaswag" { source = "hellaswag_val.jsonl" }

dataset "hellaswag" {
  source = "github://rowanz/hellaswag@a29ff8e9a04bba4bd6588223785ce105328adc57/data/hellaswag_val.jsonl"
}

benchmark "hellaswag" {
  group    = "commonsense"
  about    = "Choosing the ending that goes on with a scene"
  version  = 1
  licence  = "MIT"
  citation = "Zellers et al. 2019, HellaSwag: Can a Machine Really Finish Your Sentence?"
  dataset  = dataset.hellaswag
  request  = "multiple_choice"
  prompt = replace(regexreplace(replace(trimspace(
    "${doc.activity_label}: ${doc.ctx_a} ${upper(substr(doc.ctx_b, 0, 1))}${lower(substr(doc.ctx_b, 1, -1))}"
  ), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")
  choices = [for e in doc.endings : replace(regexreplace(replace(trimspace(e), " [title]", ". "), "\\[.*?\\]", ""), "  ", " ")]
  answer  = doc.label
  metrics = ["acc_norm", "acc"]
}
