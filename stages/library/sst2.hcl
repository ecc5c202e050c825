# SST-2: whether a sentence of a film review speaks well of the film. Socher et al.,
# EMNLP 2013, in the form of GLUE. Prompt and choices are lm-evaluation-harness's;
# sentences end in a space, as they are published.

dataset "sst2" {
  source = "https://dl.fbaipublicfiles.com/glue/data/SST-2.zip"
  sha256 = "d67e16fb55739c1b32cdce9877596db1c127dc322d93c082281f64057c16deaa"
  member = "SST-2/dev.tsv"
  format = "tsv"
}

benchmark "sst2" {
  group     = "sentiment"
  about     = "Sentences of film reviews, GLUE's validation split"
  version   = 1
  licence   = "research use"
  citation  = "Socher et al. 2013, Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank, EMNLP"
  dataset   = dataset.sst2
  documents = 872
  request   = "multiple_choice"
  prompt    = "${doc.sentence}\nQuestion: Is this sentence positive or negative?\nAnswer:"
  choices   = ["negative", "positive"]
  answer    = tonumber(doc.label)
  metrics   = ["acc", "macro_f1"]
}
