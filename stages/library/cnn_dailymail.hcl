# CNN/DailyMail: news stories and their highlights, version 3.0.0, test split.
# Hermann et al. 2015; See et al. 2017. Prompt, length and ROUGE with stemmer are
# lm-evaluation-harness's; it prints BERTScore besides, where it is installed.
#
# The split is published as Parquet and not pinned here. Who has it, as JSON
# Lines with article and highlights, declares
#
#   dataset "cnn_dailymail" { source = "cnn_dailymail_test.jsonl" }
#
# and who has stories of the original archives, with their "@highlight" lines,
#
#   dataset "cnn_dailymail" {
#     source = "cnn_stories.tgz"
#     member = "cnn/stories/*.story"
#     format = "story"
#     fields = { highlights = "sentences", summary = "highlights" }
#   }

dataset "cnn_dailymail" {
  source = "https://huggingface.co/datasets/abisee/cnn_dailymail"
  format = "jsonl"
}

benchmark "cnn_dailymail" {
  group      = "summarization"
  about      = "Highlights of news stories, test split"
  version    = 1
  licence    = "Apache-2.0 (preparation); articles of their publishers"
  citation   = "See et al. 2017, Get To The Point: Summarization with Pointer-Generator Networks, arXiv:1704.04368"
  dataset    = dataset.cnn_dailymail
  documents  = 11490
  request    = "generate"
  prompt     = "Summarize the following article:\n\n${doc.article}\n\nSummary:"
  answer     = doc.highlights
  max_tokens = 128
  metrics    = ["rouge1", "rouge2", "rougel"]

  filter "squeeze" {}
}
