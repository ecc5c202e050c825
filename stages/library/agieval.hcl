# AGIEval: admission exams, the English tasks with options. Zhong et al., 2023.
#
# The data is version 1 of the authors (254, 306, 651, 230, 510, 269, 206, 206 and
# 220 lines: passage, question, options, label). The tenth English task, math, is
# answered in words, and is not here.
#
# agieval asks without examples, as lm-evaluation-harness does: each option, with its
# letter, is scored. agieval_shots asks after the examples that the authors wrote, three
# of exams of reading and reasoning and five of mathematics, in the form of their setting
# "few-shot": problems with numbers, and answers without explanations. The authors have
# the model write; here the letters are scored. Without passage, SAT's English is asked
# after the examples of sat-en without theirs.

dataset "agieval" {
  for_each = {
    aqua-rat               = "cff42e946e6082dacb27285dae19cb4be98408ab760fe43c6c462e543be50572"
    gaokao-english         = "2de1b1e5d9718d908ffb46665e949bff83bef956ad8b7de16ea412e058162b01"
    logiqa-en              = "63d0e8efaca1944e7eac5037903650f92ca9c036155a66b4e95bf2aa06da1702"
    lsat-ar                = "3b3e3fe09a07c695326adb82f38da0d67d5bbaadab41551f198c3102f1ea9dc8"
    lsat-lr                = "c6acb4d843db7b515da4d853e52bb8e6e5f776910f2e35a1805634db24bf94ea"
    lsat-rc                = "0eed491b3099d66b8110d4fabb98ce43285a6ac61ea5643285eec11b8abce202"
    sat-en                 = "33fe87b32ff16ae7ba52b27bb398190b082253b3617a3eb9737005262ba12dd4"
    sat-en-without-passage = "77eb57bb6f6f39466d5d169de5253e77755ef521ad6692f582307672affbf593"
    sat-math               = "9cde4c0522b6196852a5562db6e72bf8817b4802822db0fc10013d1becdab3c3"
  }
  source = "github://ruixiangcui/AGIEval@5c77d073fda993f1652eaae3cf5d04cc5fd21d40/data/v1/${each.key}.jsonl"
  sha256 = each.value
}

benchmark "agieval" {
  for_each = toset([
    "aqua-rat",
    "gaokao-english",
    "logiqa-en",
    "lsat-ar",
    "lsat-lr",
    "lsat-rc",
    "sat-en",
    "sat-en-without-passage",
    "sat-math",
  ])
  group     = "aggregated"
  about     = "Answering questions of admission exams: ${each.key}"
  version   = 1
  licence   = "MIT (AGIEval v1 data licence file; JEC-QA and LogiQA non-commercial at source)"
  citation  = "Zhong et al. 2023, AGIEval: A Human-Centric Benchmark for Evaluating Foundation Models"
  dataset   = dataset.agieval[each.key]
  documents = local.documents[each.key]
  request   = "multiple_choice"
  prompt    = "${coalesce(doc.passage, "")}Q: ${doc.question} Answer Choices: ${join(" ", doc.options)}\nA: Among A through ${local.letters[length(doc.options) - 1]}, the answer is"
  choices   = doc.options
  answer    = local.numbers[doc.label]
  metrics   = ["acc", "acc_norm"]
}

# The examples of all exams stand in one file, exam by exam.
dataset "agieval_prompts" {
  for_each = local.examples
  source   = "github://ruixiangcui/AGIEval@5c77d073fda993f1652eaae3cf5d04cc5fd21d40/data/few_shot_prompts.csv"
  sha256   = "b3dc9466d5cb758c77d8ab2b58026e448be0039b30819b4bcb67a9e13a09de8a"
  format   = "agieval_prompts"
  skip     = each.value.skip
  take     = each.value.shots
}

benchmark "agieval_shots" {
  for_each       = local.examples
  group          = "aggregated"
  about          = "Answering questions of admission exams, after ${each.value.shots} examples: ${each.key}"
  version        = 1
  licence        = "MIT (AGIEval v1 data licence file; JEC-QA and LogiQA non-commercial at source)"
  citation       = "Zhong et al. 2023, AGIEval: A Human-Centric Benchmark for Evaluating Foundation Models"
  dataset        = dataset.agieval[each.key]
  documents      = local.documents[each.key]
  request        = "multiple_choice"
  description    = "Here are the answers for the problems in the exam.\n"
  prompt         = "Problem ${each.value.shots + 1}.   ${coalesce(doc.passage, "")} ${doc.question}\nChoose from the following options:    ${join(" ", doc.options)}\nThe answer is therefore"
  choices        = slice(local.letters, 0, length(doc.options))
  answer         = doc.label
  shots          = each.value.shots
  shots_from     = dataset.agieval_prompts[each.key]
  shot_method    = "first"
  shot_prompt    = "Problem ${doc.number}.   ${each.key == "sat-en-without-passage" ? "" : coalesce(doc.passage, "")} ${doc.question}\nChoose from the following options:    ${join(" ", doc.options)}\nThe answer is therefore"
  shot_delimiter = "\n\n"
  metrics        = ["acc"]
}

locals {
  letters = ["A", "B", "C", "D", "E"]
  numbers = { A = 0, B = 1, C = 2, D = 3, E = 4 }
  documents = {
    aqua-rat               = 254
    gaokao-english         = 306
    logiqa-en              = 651
    lsat-ar                = 230
    lsat-lr                = 510
    lsat-rc                = 269
    sat-en                 = 206
    sat-en-without-passage = 206
    sat-math               = 220
  }
  examples = {
    aqua-rat               = { skip = 74, shots = 5 }
    gaokao-english         = { skip = 61, shots = 3 }
    logiqa-en              = { skip = 9, shots = 3 }
    lsat-ar                = { skip = 0, shots = 3 }
    lsat-lr                = { skip = 3, shots = 3 }
    lsat-rc                = { skip = 6, shots = 3 }
    sat-en                 = { skip = 30, shots = 3 }
    sat-en-without-passage = { skip = 30, shots = 3 }
    sat-math               = { skip = 25, shots = 5 }
  }
}
