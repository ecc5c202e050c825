# TREC: what kind of answer a question asks for. Li and Roth, COLING 2002. The
# prompt is our own, over the six coarse classes; the file is NLTK's.

dataset "trec" {
  source   = "github://nltk/nltk_data@5db857e6f7df11eabb5e5665836db9ec8df07e28/packages/corpora/qc.zip"
  sha256   = "091fb01e50883014d150acb7d5013d787136968b3f955ae01725a65e7e80f304"
  member   = "qc/test.txt"
  format   = "trec"
  encoding = "latin-1"
}

benchmark "trec" {
  group     = "topic"
  about     = "Kinds of questions, test split"
  version   = 1
  licence   = "research use"
  citation  = "Li and Roth 2002, Learning Question Classifiers, COLING"
  dataset   = dataset.trec
  documents = 500
  request   = "multiple_choice"
  prompt    = "Question: ${doc.question}\nThe answer to this question is"
  choices   = ["an abbreviation", "a thing", "a description", "a person", "a place", "a number"]
  answer    = { ABBR = 0, ENTY = 1, DESC = 2, HUM = 3, LOC = 4, NUM = 5 }[doc.coarse]
  metrics   = ["acc", "macro_f1"]
}
