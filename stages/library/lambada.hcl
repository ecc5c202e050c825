# LAMBADA: the last word of a passage that only the whole of it tells. Paperno et al.,
# ACL 2016.
#
# lambada_openai is the text as OpenAI took it from the books (5,153 lines: text);
# lambada_standard is the authors' own, in lower case and tokenized, which is much
# harder for models of plain text. The last word is the only choice: greedy_match is
# what lm-evaluation-harness calls acc, target_perplexity its perplexity.

dataset "lambada_openai" {
  source = "hf://datasets/EleutherAI/lambada_openai@900124bf3b8235c6daf21033af9948b3f07346c4/data/lambada_test.jsonl"
  sha256 = "4aa8d02cd17c719165fc8a7887fddd641f43fcafa4b1c806ca8abc31fabdb226"
}

# The authors' archive has the passages in lambada_test_plain_text.txt, one a line. It
# is not pinned here; who has the file declares
#
#   dataset "lambada_standard" { source = "lambada_test_plain_text.txt" format = "lines" }

dataset "lambada_standard" {
  source = "https://zenodo.org/record/2630551/files/lambada-dataset.tar.gz"
  member = "lambada_test_plain_text.txt"
  format = "lines"
}

benchmark "lambada_openai" {
  group     = "language modelling"
  about     = "Predicting the last word of a passage from a book"
  version   = 1
  licence   = "MIT-style (modified); books (c) their authors"
  citation  = "Paperno et al. 2016, The LAMBADA dataset: Word prediction requiring a broad discourse context"
  dataset   = dataset.lambada_openai
  documents = 5153
  request   = "multiple_choice"
  delimiter = ""
  prompt    = regex("^((?s:.*)) [^ ]*$", doc.text)[0]
  choices   = [regex(" [^ ]*$", doc.text)]
  answer    = 0
  metrics   = ["target_perplexity", "greedy_match"]
}

benchmark "lambada_standard" {
  group     = "language modelling"
  about     = "Predicting the last word of a passage from a book, in lower case and tokenized"
  version   = 1
  licence   = "MIT-style (modified); books (c) their authors"
  citation  = "Paperno et al. 2016, The LAMBADA dataset: Word prediction requiring a broad discourse context"
  dataset   = dataset.lambada_standard
  documents = 5153
  request   = "multiple_choice"
  delimiter = ""
  prompt    = regex("^((?s:.*)) [^ ]*$", doc.text)[0]
  choices   = [regex(" [^ ]*$", doc.text)]
  answer    = 0
  metrics   = ["target_perplexity", "greedy_match"]
}
