# Benchmarks of sentences: sentiment, translation, and how sentences go together.

suite "sentence" {
  about = "Sentiment, translation and inference"
  benchmarks = concat(
    [benchmark.sst2, benchmark.copa, benchmark.rte, benchmark.cb, benchmark.wsc, benchmark.trec],
    values(benchmark.multi30k),
    values(benchmark.flores),
  )
}
