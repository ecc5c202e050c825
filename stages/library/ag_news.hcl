# AG News: which of four topics a news item has. Zhang et al., NeurIPS 2015. The
# prompt is our own, as lm-evaluation-harness has no task of its own. In the file
# a backslash stands for a line break; here it becomes a space.

dataset "ag_news" {
  source  = "github://mhjabreel/CharCnn_Keras@555590db4219b1243abb1918effd6a7425a2d75f/data/ag_news_csv/test.csv"
  sha256  = "521465c2428ed7f02f8d6db6ffdd4b5447c1c701962353eb2c40d548c3c85699"
  columns = ["class", "title", "description"]
}

benchmark "ag_news" {
  group     = "topic"
  about     = "Topics of news items, test split"
  version   = 1
  licence   = "non-commercial use"
  citation  = "Zhang et al. 2015, Character-level Convolutional Networks for Text Classification, arXiv:1509.01626"
  dataset   = dataset.ag_news
  documents = 7600
  request   = "multiple_choice"
  prompt = join("", [
    replace("${doc.title} ${doc.description}", "\\", " "),
    "\nQuestion: Which topic is this about: World, Sports, Business, or Sci/Tech?\nAnswer:",
  ])
  choices = ["World", "Sports", "Business", "Sci/Tech"]
  answer  = tonumber(doc.class) - 1
  metrics = ["acc", "macro_f1"]
}
