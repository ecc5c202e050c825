# IMDb: whether a film review speaks well of the film. Maas et al., ACL 2011. The
# task is our own: lm-evaluation-harness has none; the prompt is that of SST-2,
# and line breaks are written as newlines in place of "<br />". A review that is
# longer than the model's context loses its beginning, never the question.

dataset "imdb" {
  source = "https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz"
  sha256 = "c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe"
  member = "aclImdb/test/*/*.txt"
  format = "folders"
}

benchmark "imdb" {
  group     = "sentiment"
  about     = "Film reviews, test split"
  version   = 1
  licence   = "research use"
  citation  = "Maas et al. 2011, Learning Word Vectors for Sentiment Analysis, ACL"
  dataset   = dataset.imdb
  documents = 25000
  request   = "multiple_choice"
  prompt    = "${replace(doc.text, "<br />", "\n")}\nQuestion: Is this review positive or negative?\nAnswer:"
  choices   = ["negative", "positive"]
  answer    = doc.label == "pos" ? 1 : 0
  metrics   = ["acc", "macro_f1"]
}
