# WinoGrande: which of two names fills a gap. Sakaguchi et al., AAAI 2020.
#
# The data is dev.jsonl of winogrande_1.1.zip (1,267 lines: sentence, option1,
# option2, answer). Each option completes the sentence up to the gap, and what
# follows the gap is scored after both: partial scoring. To put the options
# themselves behind the sentence's beginning gives other numbers.
#
# winogrande_shots shows solved sentences of train_xl.jsonl (40,398 lines) in the same
# archive, five as the Open LLM Leaderboard did.

dataset "winogrande" {
  source = "https://storage.googleapis.com/ai2-mosaic/public/winogrande/winogrande_1.1.zip"
  sha256 = "3619ab104d8be2977b25c90ff420cb42d491707dcc75362a1e5d22bc082b7318"
  member = "winogrande_1.1/dev.jsonl"
  format = "jsonl"
}

benchmark "winogrande" {
  group     = "commonsense"
  about     = "Choosing the name that fills a gap"
  version   = 1
  licence   = "CC BY"
  citation  = "Sakaguchi et al. 2020, WinoGrande: An Adversarial Winograd Schema Challenge at Scale"
  dataset   = dataset.winogrande
  documents = 1267
  request   = "multiple_choice"
  contexts  = [for option in [doc.option1, doc.option2] : "${split("_", doc.sentence)[0]}${option}"]
  choices   = [for option in [1, 2] : trimspace(regex("_((?s:.*))", doc.sentence)[0])]
  answer    = tonumber(doc.answer) - 1
  metrics   = ["acc"]
}

dataset "winogrande_train" {
  source = "https://storage.googleapis.com/ai2-mosaic/public/winogrande/winogrande_1.1.zip"
  sha256 = "3619ab104d8be2977b25c90ff420cb42d491707dcc75362a1e5d22bc082b7318"
  member = "winogrande_1.1/train_xl.jsonl"
  format = "jsonl"
}

benchmark "winogrande_shots" {
  for_each   = { "5" = 5 }
  group      = "commonsense"
  about      = "Choosing the name that fills a gap, after ${each.key} filled ones"
  version    = 1
  licence    = "CC BY"
  citation   = "Sakaguchi et al. 2020, WinoGrande: An Adversarial Winograd Schema Challenge at Scale"
  dataset    = dataset.winogrande
  documents  = 1267
  request    = "multiple_choice"
  contexts   = [for option in [doc.option1, doc.option2] : "${split("_", doc.sentence)[0]}${option}"]
  choices    = [for option in [1, 2] : trimspace(regex("_((?s:.*))", doc.sentence)[0])]
  answer     = tonumber(doc.answer) - 1
  shots      = each.value
  shots_from = dataset.winogrande_train
  shot_spare = true
  metrics    = ["acc"]
}
