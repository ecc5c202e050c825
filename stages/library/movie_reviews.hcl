# Movie reviews: whether a film review speaks well of the film, in 2,000 whole
# reviews, tokens apart. Pang and Lee, ACL 2004. It has no splits; the prompt is
# our own.

dataset "movie_reviews" {
  source = "github://nltk/nltk_data@5db857e6f7df11eabb5e5665836db9ec8df07e28/packages/corpora/movie_reviews.zip"
  sha256 = "a41211ae685019137410268134db6a1a14428c89b671eb83056151a878539008"
}

benchmark "movie_reviews" {
  group     = "sentiment"
  about     = "Whole film reviews"
  version   = 1
  licence   = "CC BY 4.0"
  citation  = "Pang and Lee 2004, A Sentimental Education, ACL"
  dataset   = dataset.movie_reviews
  documents = 2000
  request   = "multiple_choice"
  prompt    = "${trimspace(doc.text)}\nQuestion: Is this review positive or negative?\nAnswer:"
  choices   = ["negative", "positive"]
  answer    = doc.label == "pos" ? 1 : 0
  metrics   = ["acc", "macro_f1"]
}
