# Senseval: the senses of four words, hard, interest, line and serve, in sentences
# of newspapers. Leacock et al. 1993 and 1998; Bruce and Wiebe 1994; in the layout
# of Senseval-2. The file is NLTK's. The question, and the words for each sense,
# are our own. One sense is far more frequent than the others, so macro_f1 tells
# more than acc.

dataset "senseval" {
  for_each = toset(["hard", "interest", "line", "serve"])
  source   = "github://nltk/nltk_data@5db857e6f7df11eabb5e5665836db9ec8df07e28/packages/corpora/senseval.zip"
  sha256   = "fbcb658b562969e47a19a45e04c452d874755d157db936d815ca391ca88bfdea"
  member   = "senseval/${each.key}.pos"
  format   = "senseval"
}

benchmark "senseval" {
  for_each = {
    hard = {
      documents = 4333
      senses    = { HARD1 = "difficult, not easy", HARD2 = "severe, of people and feelings", HARD3 = "solid, not soft to the touch" }
    }
    interest = {
      documents = 2368
      senses = {
        interest_1 = "the wish to give attention to something"
        interest_2 = "the power to draw attention"
        interest_3 = "an activity that one likes to spend time on"
        interest_4 = "what is good for someone"
        interest_5 = "a share in a company"
        interest_6 = "money paid for the use of money"
      }
    }
    line = {
      documents = 4146
      senses = {
        cord  = "a rope or wire", division = "a boundary or distinction", formation = "people or things in a row"
        phone = "a telephone connection", product = "a range of goods", text = "a row of words"
      }
    }
    serve = {
      documents = 4378
      senses = {
        SERVE10 = "to bring food or drink", SERVE12 = "to hold an office", SERVE2 = "to be used as something"
        SERVE6  = "to provide with a service"
      }
    }
  }
  group     = "word senses"
  about     = "The sense of \"${each.key}\" in a sentence"
  version   = 1
  licence   = "distributed with permission (NLTK)"
  citation  = "Leacock et al. 1998, Using Corpus Statistics and WordNet Relations for Sense Identification, CL 24"
  dataset   = dataset.senseval[each.key]
  documents = each.value.documents
  request   = "multiple_choice"
  prompt = join("", [
    "Text: ${join(" ", doc.tokens)}\n",
    "Question: What is the meaning of \"${doc.tokens[doc.target]}\" here?\nAnswer:",
  ])
  choices = values(each.value.senses)
  answer  = [for sense in doc.senses : each.value.senses[sense]]
  metrics = ["acc", "acc_norm", "macro_f1"]
}
