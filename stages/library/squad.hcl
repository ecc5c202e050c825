# SQuAD: questions on a paragraph of Wikipedia that a span of it answers. Version 2
# adds questions that it does not answer. Rajpurkar et al. 2016 and 2018.
#
# answer_match and f1 are the exact match and F1 of the publisher's scripts, as
# shares of 1. The prompt is that of lm-evaluation-harness's squadv2.
#
# Of version 2 there are two: squad2 counts the word "unanswerable" as no answer,
# which the prompt's shots teach; squadv2 scores it as a word, as the harness does,
# where no question without an answer can then be answered right but by best_match
# and best_f1, which refuse those of which the word is likeliest.
# The LLaMA 2 paper quotes exact match on version 2, without shots.

dataset "squad" {
  source = "https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v1.1.json"
  sha256 = "95aa6a52d5d6a735563366753ca50492a658031da74f301ac5238b03966972c9"
  format = "squad"
}

dataset "squad_train" {
  source = "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v1.1.json"
  sha256 = "3527663986b8295af4f7fcdff1ba1ff3f72d07d61a20f487cb238a6ef92fd955"
  format = "squad"
}

dataset "squad2" {
  source = "https://rajpurkar.github.io/SQuAD-explorer/dataset/dev-v2.0.json"
  sha256 = "80a5225e94905956a6446d296ca1093975c4d3b3260f1d6c8f68bc2ab77182d8"
  format = "squad"
}

dataset "squad2_train" {
  source = "https://rajpurkar.github.io/SQuAD-explorer/dataset/train-v2.0.json"
  sha256 = "68dcfbb971bd3e96d5b46c7177b16c1a4e7d4bdef19fb204502738552dede002"
  format = "squad"
}

benchmark "squad" {
  group    = "reading comprehension"
  about    = "Questions that a span of a paragraph answers, SQuAD 1.1"
  version  = 1
  licence  = "CC BY-SA 4.0"
  citation = "Rajpurkar et al. 2016, SQuAD: 100,000+ Questions for Machine Comprehension of Text, arXiv:1606.05250"

  dataset   = dataset.squad
  documents = 10570
  request   = "generate"
  prompt    = "Title: ${doc.title}\n\nBackground: ${doc.context}\n\nQuestion: ${doc.question}\n\nAnswer:"
  answer    = doc.answers
  stop      = ["\n"]
  metrics   = ["answer_match", "f1"]

  filter "strip" {}
}

benchmark "squad_shots" {
  for_each = { "1" = 1, "4" = 4, "5" = 5 }
  group    = "reading comprehension"
  about    = "SQuAD 1.1, after ${each.key} solved questions"
  version  = 1
  licence  = "CC BY-SA 4.0"
  citation = "Rajpurkar et al. 2016, SQuAD: 100,000+ Questions for Machine Comprehension of Text, arXiv:1606.05250"

  dataset    = dataset.squad
  documents  = 10570
  request    = "generate"
  prompt     = "Title: ${doc.title}\n\nBackground: ${doc.context}\n\nQuestion: ${doc.question}\n\nAnswer:"
  answer     = doc.answers
  shots      = each.value
  shots_from = dataset.squad_train
  stop       = ["\n"]
  metrics    = ["answer_match", "f1"]

  filter "strip" {}
}

benchmark "squad2" {
  group    = "reading comprehension"
  about    = "Questions that a paragraph answers or not, SQuAD 2.0"
  version  = 1
  licence  = "CC BY-SA 4.0"
  citation = "Rajpurkar et al. 2018, Know What You Don't Know: Unanswerable Questions for SQuAD, arXiv:1806.03822"

  dataset   = dataset.squad2
  documents = 11873
  request   = "generate"
  prompt    = "Title: ${doc.title}\n\nBackground: ${doc.context}\n\nQuestion: ${doc.question}\n\nAnswer:"
  answer    = length(doc.answers) > 0 ? doc.answers : [""]
  stop      = ["\n"]
  metrics   = ["answer_match", "f1", "has_answer_match", "has_answer_f1", "no_answer_match"]

  filter "regex" {
    pattern = "^\\s*(?:[Uu]nanswerable\\.?\\s*$)?(.*)"
    group   = 1
  }
}

benchmark "squad2_shots" {
  for_each = { "1" = 1, "4" = 4, "5" = 5 }
  group    = "reading comprehension"
  about    = "SQuAD 2.0, after ${each.key} solved questions"
  version  = 1
  licence  = "CC BY-SA 4.0"
  citation = "Rajpurkar et al. 2018, Know What You Don't Know: Unanswerable Questions for SQuAD, arXiv:1806.03822"

  dataset     = dataset.squad2
  documents   = 11873
  request     = "generate"
  prompt      = "Title: ${doc.title}\n\nBackground: ${doc.context}\n\nQuestion: ${doc.question}\n\nAnswer:"
  answer      = length(doc.answers) > 0 ? doc.answers : [""]
  shots       = each.value
  shots_from  = dataset.squad2_train
  shot_answer = length(doc.answers) > 0 ? doc.answers[0] : "unanswerable"
  stop        = ["\n"]
  metrics     = ["answer_match", "f1", "has_answer_match", "has_answer_f1", "no_answer_match"]

  filter "regex" {
    pattern = "^\\s*(?:[Uu]nanswerable\\.?\\s*$)?(.*)"
    group   = 1
  }
}

benchmark "squadv2" {
  group    = "reading comprehension"
  about    = "SQuAD 2.0, \"unanswerable\" scored as a word"
  version  = 1
  licence  = "CC BY-SA 4.0"
  citation = "Rajpurkar et al. 2018, Know What You Don't Know: Unanswerable Questions for SQuAD, arXiv:1806.03822"

  dataset   = dataset.squad2
  documents = 11873
  request   = "generate"
  prompt    = "Title: ${doc.title}\n\nBackground: ${doc.context}\n\nQuestion: ${doc.question}\n\nAnswer:"
  answer    = length(doc.answers) > 0 ? doc.answers : [""]
  stop      = ["\n"]
  no_answer = "unanswerable"
  metrics = [
    "answer_match", "f1", "has_answer_match", "has_answer_f1", "no_answer_match",
    "best_match", "best_match_threshold", "best_f1", "best_f1_threshold",
  ]
}
