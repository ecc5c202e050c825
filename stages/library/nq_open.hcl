# NaturalQuestions-open: questions that people asked a search engine, answered
# without a text to read. Kwiatkowski et al. 2019; Lee et al. 2019.
#
# nq_open is shown five solved questions, as tables of results quote it, and
# nq_open_shots none, one and 64. exact_match is lm-evaluation-harness's, which
# drops articles before it makes lower case, so that "THE" stays. answer_match
# normalises as SQuAD's script does, and so do papers.

dataset "nq_open" {
  source = "github://google-research-datasets/natural-questions@a7a113c9fdc2d9986d624bd43b8a18d6d5779eaa/nq_open/NQ-open.dev.jsonl"
  sha256 = "f15567f38099f3615f5b8a685c0aef449c11ad90d3da3735e8d1b98115b40616"
}

dataset "nq_open_train" {
  source = "github://google-research-datasets/natural-questions@a7a113c9fdc2d9986d624bd43b8a18d6d5779eaa/nq_open/NQ-open.train.jsonl"
  sha256 = "0c93aaf13b12f855628489665e4ef85ffb8573ad444646f11f4fabdc57a0aabf"
}

benchmark "nq_open" {
  group    = "world knowledge"
  about    = "Questions asked of a search engine, answered from memory"
  version  = 1
  licence  = "CC BY-SA 3.0"
  citation = "Kwiatkowski et al. 2019, Natural Questions: A Benchmark for Question Answering Research, TACL 7"

  dataset        = dataset.nq_open
  documents      = 3610
  request        = "generate"
  description    = "Answer these questions:\n\n"
  prompt         = "Q: ${doc.question}?\nA:"
  answer         = doc.answer
  shots          = 5
  shots_from     = dataset.nq_open_train
  shot_spare     = true
  shot_delimiter = "\n"
  stop           = ["\n", ".", ","]
  metrics        = ["exact_match", "answer_match", "f1"]

  filter "strip" {}

  match {
    ignore_case        = true
    ignore_punctuation = true
    ignore_patterns    = ["\\b(?:The |the |An |A |The |a |an )"]
  }
}

benchmark "nq_open_shots" {
  for_each = { "0" = 0, "1" = 1, "64" = 64 }
  group    = "world knowledge"
  about    = "Questions asked of a search engine, after ${each.key} solved ones"
  version  = 1
  licence  = "CC BY-SA 3.0"
  citation = "Kwiatkowski et al. 2019, Natural Questions: A Benchmark for Question Answering Research, TACL 7"

  dataset        = dataset.nq_open
  documents      = 3610
  request        = "generate"
  description    = "Answer these questions:\n\n"
  prompt         = "Q: ${doc.question}?\nA:"
  answer         = doc.answer
  shots          = each.value
  shots_from     = each.value > 0 ? dataset.nq_open_train : null # whose file is not needed else
  shot_spare     = each.value > 0
  shot_delimiter = "\n"
  stop           = ["\n", ".", ","]
  metrics        = ["exact_match", "answer_match", "f1"]

  filter "strip" {}

  match {
    ignore_case        = true
    ignore_punctuation = true
    ignore_patterns    = ["\\b(?:The |the |An |A |The |a |an )"]
  }
}
