# Word similarity: how well the likeness of two words' vectors follows that which
# people see, as a rank correlation. What stands for a word is the evaluation's
# choice (embed_layer), and another one moves the correlation by tens of points.
#
# WordSim-353 mixes likeness with relatedness; in SimLex-999 opposites are far
# apart; MEN, 0 to 50, is of crowd workers; RareWords tests words that a
# vocabulary of words does not have. The files are those that Faruqui and Dyer
# gathered: two words and a score, in the publishers' values.

dataset "wordsim353" {
  source = "github://mfaruqui/eval-word-vectors@94b3dd9fdbac7ed08dbee7179cd5ee464acf0594/data/word-sim/EN-WS-353-ALL.txt"
  sha256 = "ce12919b240af45bdf46d243601eaca2b6212b159b5e7e9b435ee7ee40c5619c"
  format = "wordpairs"
}

dataset "simlex999" {
  source = "github://mfaruqui/eval-word-vectors@94b3dd9fdbac7ed08dbee7179cd5ee464acf0594/data/word-sim/EN-SIMLEX-999.txt"
  sha256 = "405394ffb7d25f6d0e3c041f87c9f27d29dc6b047506769953e85c4523b11685"
  format = "wordpairs"
}

dataset "men" {
  source = "github://mfaruqui/eval-word-vectors@94b3dd9fdbac7ed08dbee7179cd5ee464acf0594/data/word-sim/EN-MEN-TR-3k.txt"
  sha256 = "888b13580faa362c7b11da0a670258cf1b1eb4bf0ecbcd418918729a3bd3f43a"
  format = "wordpairs"
}

dataset "rare_words" {
  source = "github://mfaruqui/eval-word-vectors@94b3dd9fdbac7ed08dbee7179cd5ee464acf0594/data/word-sim/EN-RW-STANFORD.txt"
  sha256 = "5108d54dfc746f44f9c3d7e31d2857c37cf71430bc1594175a61a3b89bb0ae1f"
  format = "wordpairs"
}

benchmark "wordsim353" {
  group     = "word similarity"
  about     = "Likeness and relatedness of 353 pairs of words"
  version   = 1
  licence   = "CC BY 4.0"
  citation  = "Finkelstein et al. 2002, Placing Search in Context: The Concept Revisited, TOIS 20"
  dataset   = dataset.wordsim353
  documents = 353
  request   = "similarity"
  words     = [doc.word1, doc.word2]
  answer    = doc.score
  metrics   = ["spearman", "pearson", "coverage"]
}

benchmark "simlex999" {
  group     = "word similarity"
  about     = "Likeness, and not relatedness, of 999 pairs of words"
  version   = 1
  licence   = "research use"
  citation  = "Hill et al. 2015, SimLex-999: Evaluating Semantic Models With (Genuine) Similarity Estimation, CL 41"
  dataset   = dataset.simlex999
  documents = 999
  request   = "similarity"
  words     = [doc.word1, doc.word2]
  answer    = doc.score
  metrics   = ["spearman", "pearson", "coverage"]
}

benchmark "men" {
  group     = "word similarity"
  about     = "Relatedness of 3,000 pairs of words"
  version   = 1
  licence   = "CC BY-NC-SA 2.0"
  citation  = "Bruni et al. 2014, Multimodal Distributional Semantics, JAIR 49"
  dataset   = dataset.men
  documents = 3000
  request   = "similarity"
  words     = [doc.word1, doc.word2]
  answer    = doc.score
  metrics   = ["spearman", "pearson", "coverage"]
}

benchmark "rare_words" {
  group     = "word similarity"
  about     = "Likeness of 2,034 pairs with a rare word"
  version   = 1
  licence   = "research use"
  citation  = "Luong et al. 2013, Better Word Representations with Recursive Neural Networks for Morphology, CoNLL"
  dataset   = dataset.rare_words
  documents = 2034
  request   = "similarity"
  words     = [doc.word1, doc.word2]
  answer    = doc.score
  metrics   = ["spearman", "pearson", "coverage"]
}
