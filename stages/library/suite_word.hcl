# Benchmarks of words: how alike two are, and which sense one has.

suite "word" {
  about = "Word similarity and word senses"
  benchmarks = concat(
    [benchmark.wordsim353, benchmark.simlex999, benchmark.men, benchmark.rare_words, benchmark.wic],
    values(benchmark.wsd),
    values(benchmark.senseval),
  )
}
