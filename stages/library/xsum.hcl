# XSum: BBC articles and the one sentence that introduces each. Narayan et al.,
# EMNLP 2018. lm-evaluation-harness has no task of its own; prompt, length and
# ROUGE with stemmer are those of its CNN/DailyMail.
#
# The articles are not pinned here. Who has the test split, as JSON Lines with
# document and summary, declares
#
#   dataset "xsum" { source = "xsum_test.jsonl" }

dataset "xsum" {
  source = "https://huggingface.co/datasets/EdinburghNLP/xsum"
  format = "jsonl"
}

benchmark "xsum" {
  group      = "summarization"
  about      = "The first sentence of BBC articles, test split"
  version    = 1
  licence    = "MIT (preparation); articles of the BBC"
  citation   = "Narayan et al. 2018, Don't Give Me the Details, Just the Summary!, arXiv:1808.08745"
  dataset    = dataset.xsum
  documents  = 11334
  request    = "generate"
  prompt     = "Summarize the following article:\n\n${doc.document}\n\nSummary:"
  answer     = doc.summary
  max_tokens = 128
  metrics    = ["rouge1", "rouge2", "rougel"]

  filter "squeeze" {}
}
