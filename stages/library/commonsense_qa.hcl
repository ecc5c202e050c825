# CommonsenseQA: questions about everyday concepts. Talmor et al., NAACL 2019.
#
# The data is the random split of the publisher, its development set asked (1,221
# lines: id, question{stem, choices[5]{label, text}}, answerKey) and shots from
# its training set (9,741). The options stand in the prompt and the letter is the
# answer. commonsense_qa_7shot is as LLaMA 2 was asked.

dataset "commonsense_qa" {
  source = "github://kojima-takeshi188/zero_shot_cot@5ef330fcdeec0cd26aee27943504f91f8ec1c33c/dataset/CommonsenseQA/dev_rand_split.jsonl"
  sha256 = "3210497fdaae614ac085d9eb873dd7f4d49b6f965a93adadc803e1229fd8a02a"
}

dataset "commonsense_qa_train" {
  source = "github://kojima-takeshi188/zero_shot_cot@5ef330fcdeec0cd26aee27943504f91f8ec1c33c/dataset/CommonsenseQA/train_rand_split.jsonl"
  sha256 = "58ffa3c8472410e24b8c43f423d89c8a003d8284698a6ed7874355dedd09a2fb"
}

benchmark "commonsense_qa" {
  group     = "commonsense"
  about     = "Answering questions about everyday concepts"
  version   = 1
  licence   = "MIT"
  citation  = "Talmor et al. 2019, CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge"
  dataset   = dataset.commonsense_qa
  documents = 1221
  request   = "multiple_choice"
  prompt    = "Question: ${trimspace(doc.question.stem)}\n${join("\n", [for i, c in doc.question.choices : "${local.letters[i]}. ${c.text}"])}\nAnswer:"
  choices   = local.letters
  answer    = doc.answerKey
  metrics   = ["acc"]
}

benchmark "commonsense_qa_7shot" {
  group      = "commonsense"
  about      = "Answering questions about everyday concepts, after seven solved ones"
  version    = 1
  licence    = "MIT"
  citation   = "Talmor et al. 2019, CommonsenseQA: A Question Answering Challenge Targeting Commonsense Knowledge"
  dataset    = dataset.commonsense_qa
  documents  = 1221
  request    = "multiple_choice"
  prompt     = "Question: ${trimspace(doc.question.stem)}\n${join("\n", [for i, c in doc.question.choices : "${local.letters[i]}. ${c.text}"])}\nAnswer:"
  choices    = local.letters
  answer     = doc.answerKey
  shots      = 7
  shots_from = dataset.commonsense_qa_train
  shot_spare = true
  metrics    = ["acc"]
}

locals {
  letters = ["A", "B", "C", "D", "E"]
}
