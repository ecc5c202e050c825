# Benchmarks of documents: classification, summarization, reading.

suite "document" {
  about = "Classifying, summarizing and reading documents"
  benchmarks = [
    benchmark.imdb,
    benchmark.movie_reviews,
    benchmark.ag_news,
    benchmark.cnn_dailymail,
    benchmark.xsum,
    benchmark.dialogsum,
    benchmark.squad2,
    benchmark.multirc,
  ]
}
