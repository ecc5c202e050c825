# TriviaQA: questions of quiz fans, answered without a text to read. Any alias of
# the answer counts. Joshi et al., ACL 2017.
#
# triviaqa asks what lm-evaluation-harness asks: the questions of the web and
# the Wikipedia part, of which some are in both. triviaqa_wiki asks the
# Wikipedia part alone, as the LLaMA 2 paper does. Both are shown five solved
# questions, triviaqa_wiki_shots none, one and 64. Questions end in "?" already,
# so the prompt has two, as the harness's. exact_match keeps articles;
# answer_match drops them.
#
# The archive has 2.7 GB, nearly all of it texts to read, which stay packed.

dataset "triviaqa" {
  source = "https://nlp.cs.washington.edu/triviaqa/data/triviaqa-rc.tar.gz"
  sha256 = "ef94fac6db0541e5bb5b27020d067a8b13b1c1ffc52717e836832e02aaed87b9"
  member = "qa/w*-dev.json"
  format = "json"
  select = "Data"
}

dataset "triviaqa_train" {
  source = "https://nlp.cs.washington.edu/triviaqa/data/triviaqa-rc.tar.gz"
  sha256 = "ef94fac6db0541e5bb5b27020d067a8b13b1c1ffc52717e836832e02aaed87b9"
  member = "qa/w*-train.json"
  format = "json"
  select = "Data"
}

dataset "triviaqa_wiki" {
  source = "https://nlp.cs.washington.edu/triviaqa/data/triviaqa-rc.tar.gz"
  sha256 = "ef94fac6db0541e5bb5b27020d067a8b13b1c1ffc52717e836832e02aaed87b9"
  member = "qa/wikipedia-dev.json"
  format = "json"
  select = "Data"
}

dataset "triviaqa_wiki_train" {
  source = "https://nlp.cs.washington.edu/triviaqa/data/triviaqa-rc.tar.gz"
  sha256 = "ef94fac6db0541e5bb5b27020d067a8b13b1c1ffc52717e836832e02aaed87b9"
  member = "qa/wikipedia-train.json"
  format = "json"
  select = "Data"
}

benchmark "triviaqa" {
  group    = "world knowledge"
  about    = "Quiz questions, answered from memory"
  version  = 1
  licence  = "Apache-2.0"
  citation = "Joshi et al. 2017, TriviaQA: A Large Scale Distantly Supervised Challenge Dataset for Reading Comprehension, arXiv:1705.03551"

  dataset    = dataset.triviaqa
  documents  = 17944
  request    = "generate"
  prompt     = "Question: ${doc.Question}?\nAnswer:"
  answer     = doc.Answer.Aliases
  shots      = 5
  shots_from = dataset.triviaqa_train
  shot_spare = true
  stop       = ["\n", ".", ","]
  metrics    = ["exact_match", "answer_match", "f1"]

  filter "strip" {}

  match {
    ignore_case        = true
    ignore_punctuation = true
  }
}

benchmark "triviaqa_wiki" {
  group    = "world knowledge"
  about    = "Quiz questions of the Wikipedia part, answered from memory"
  version  = 1
  licence  = "Apache-2.0"
  citation = "Joshi et al. 2017, TriviaQA: A Large Scale Distantly Supervised Challenge Dataset for Reading Comprehension, arXiv:1705.03551"

  dataset    = dataset.triviaqa_wiki
  documents  = 7993
  request    = "generate"
  prompt     = "Question: ${doc.Question}?\nAnswer:"
  answer     = doc.Answer.Aliases
  shots      = 5
  shots_from = dataset.triviaqa_wiki_train
  shot_spare = true
  stop       = ["\n", ".", ","]
  metrics    = ["exact_match", "answer_match", "f1"]

  filter "strip" {}

  match {
    ignore_case        = true
    ignore_punctuation = true
  }
}

benchmark "triviaqa_wiki_shots" {
  for_each = { "0" = 0, "1" = 1, "64" = 64 }
  group    = "world knowledge"
  about    = "Quiz questions of the Wikipedia part, after ${each.key} solved ones"
  version  = 1
  licence  = "Apache-2.0"
  citation = "Joshi et al. 2017, TriviaQA: A Large Scale Distantly Supervised Challenge Dataset for Reading Comprehension, arXiv:1705.03551"

  dataset    = dataset.triviaqa_wiki
  documents  = 7993
  request    = "generate"
  prompt     = "Question: ${doc.Question}?\nAnswer:"
  answer     = doc.Answer.Aliases
  shots      = each.value
  shots_from = dataset.triviaqa_wiki_train
  shot_spare = true
  stop       = ["\n", ".", ","]
  metrics    = ["exact_match", "answer_match", "f1"]

  filter "strip" {}

  match {
    ignore_case        = true
    ignore_punctuation = true
  }
}
