# GSM8K: word problems of grade-school mathematics, of two to eight steps. Cobbe et
# al., 2021.
#
# The data is train.jsonl and test.jsonl of the authors (question, answer; the answer
# is worked out, with <<3+4=7>> where a calculator was used, and ends in a line "####
# 7"). gsm8k shows five solved problems of train; gsm8k_cot the eight chains of thought
# of Wei et al., 2022, as LLaMA 2's evaluation did; gsm8k_self_consistency votes over
# 64 of them, after Wang et al., 2022. Prompts, patterns and stop strings are those of
# lm-evaluation-harness: its strict-match wants the answer as the examples give it, and
# flexible-extract takes the last number. A document without an answer is one of the
# chains of thought.

dataset "gsm8k" {
  source = "github://openai/grade-school-math@3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/test.jsonl"
  sha256 = "3730d312f6e3440559ace48831e51066acaca737f6eabec99bccb9e4b3c39d14"
}

dataset "gsm8k_train" {
  source = "github://openai/grade-school-math@3101c7d5072418e28b9008a6636bde82a006892c/grade_school_math/data/train.jsonl"
  sha256 = "17f347dc51477c50d4efb83959dbb7c56297aba886e5544ee2aaed3024813465"
}

benchmark "gsm8k" {
  group      = "math"
  about      = "Solving word problems of school mathematics, after five worked examples"
  version    = 1
  licence    = "MIT"
  citation   = "Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems"
  dataset    = dataset.gsm8k
  documents  = 1319
  request    = "generate"
  prompt     = "Question: ${doc.question}\nAnswer:"
  answer     = doc.answer
  shots      = 5
  shots_from = dataset.gsm8k_train
  stop       = ["Question:", "</s>", "<|im_end|>"]
  metrics    = ["exact_match"]

  extract "strict-match" {
    filter "regex" {
      pattern = "#### (\\-?[0-9\\.\\,]+)"
    }
  }

  extract "flexible-extract" {
    filter "regex" {
      pattern = "(-?[$0-9.,]{2,})|(-?[0-9]+)"
      last    = true
    }
  }

  match {
    ignore_case     = true
    ignore_patterns = [",", "\\$", "(?s).*#### ", "\\.$"]
  }
}

locals {
  gsm8k_thoughts = [
    {
      question = "There are 15 trees in the grove. Grove workers will plant trees in the grove today. After they are done, there will be 21 trees. How many trees did the grove workers plant today?"
      target   = "There are 15 trees originally. Then there were 21 trees after some more were planted. So there must have been 21 - 15 = 6. The answer is 6."
    },
    {
      question = "If there are 3 cars in the parking lot and 2 more cars arrive, how many cars are in the parking lot?"
      target   = "There are originally 3 cars. 2 more cars arrive. 3 + 2 = 5. The answer is 5."
    },
    {
      question = "Leah had 32 chocolates and her sister had 42. If they ate 35, how many pieces do they have left in total?"
      target   = "Originally, Leah had 32 chocolates. Her sister had 42. So in total they had 32 + 42 = 74. After eating 35, they had 74 - 35 = 39. The answer is 39."
    },
    {
      question = "Jason had 20 lollipops. He gave Denny some lollipops. Now Jason has 12 lollipops. How many lollipops did Jason give to Denny?"
      target   = "Jason started with 20 lollipops. Then he had 12 after giving some to Denny. So he gave Denny 20 - 12 = 8. The answer is 8."
    },
    {
      question = "Shawn has five toys. For Christmas, he got two toys each from his mom and dad. How many toys does he have now?"
      target   = "Shawn started with 5 toys. If he got 2 toys each from his mom and dad, then that is 4 more toys. 5 + 4 = 9. The answer is 9."
    },
    {
      question = "There were nine computers in the server room. Five more computers were installed each day, from monday to thursday. How many computers are now in the server room?"
      target   = "There were originally 9 computers. For each of 4 days, 5 more computers were added. So 5 * 4 = 20 computers were added. 9 + 20 is 29. The answer is 29."
    },
    {
      question = "Michael had 58 golf balls. On tuesday, he lost 23 golf balls. On wednesday, he lost 2 more. How many golf balls did he have at the end of wednesday?"
      target   = "Michael started with 58 golf balls. After losing 23 on tuesday, he had 58 - 23 = 35. After losing 2 more, he had 35 - 2 = 33 golf balls. The answer is 33."
    },
    {
      question = "Olivia has $23. She bought five bagels for $3 each. How much money does she have left?"
      target   = "Olivia had 23 dollars. 5 bagels for 3 dollars each will be 5 x 3 = 15 dollars. So she has 23 - 15 dollars left. 23 - 15 is 8. The answer is 8."
    },
  ]
}

benchmark "gsm8k_cot" {
  group          = "math"
  about          = "Solving word problems of school mathematics, after eight chains of thought"
  version        = 1
  licence        = "MIT"
  citation       = "Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems"
  dataset        = dataset.gsm8k
  documents      = 1319
  request        = "generate"
  shot_documents = local.gsm8k_thoughts
  shot_method    = "first"
  shots          = 8
  prompt         = "Q: ${doc.question}\nA:"
  answer         = can(doc.answer) ? trimspace(split("####", doc.answer)[1]) : doc.target
  stop           = ["Q:", "</s>", "<|im_end|>"]
  metrics        = ["exact_match"]

  extract "strict-match" {
    filter "regex" {
      pattern = "The answer is (\\-?[0-9\\.\\,]+)."
    }
  }

  extract "flexible-extract" {
    filter "regex" {
      pattern = "(-?[$0-9.,]{2,})|(-?[0-9]+)"
      last    = true
    }
  }

  match {
    ignore_case     = true
    ignore_patterns = [",", "\\$", "(?s).*#### ", "\\.$"]
  }
}

benchmark "gsm8k_self_consistency" {
  group          = "math"
  about          = "Solving word problems of school mathematics by a vote over chains of thought"
  version        = 1
  licence        = "MIT"
  citation       = "Cobbe et al. 2021, Training Verifiers to Solve Math Word Problems"
  dataset        = dataset.gsm8k
  documents      = 1319
  request        = "generate"
  shot_documents = local.gsm8k_thoughts
  shot_method    = "first"
  shots          = 8
  prompt         = "Q: ${doc.question}\nA:"
  answer         = can(doc.answer) ? trimspace(split("####", doc.answer)[1]) : doc.target
  stop           = ["Q:", "\n\n"]
  temperature    = 0.2
  samples        = 64
  metrics        = ["exact_match"]

  extract "score-first" {
    filter "regex" {
      pattern = "The answer is (\\-?[0-9\\.\\,]*[0-9]+)"
    }
    filter "take" {
      count = 1
    }
  }

  extract "maj-64" {
    filter "regex" {
      pattern = "The answer is (\\-?[0-9\\.\\,]*[0-9]+)"
    }
    filter "majority" {}
  }

  extract "maj-8" {
    filter "take" {
      count = 8
    }
    filter "regex" {
      pattern = "The answer is (\\-?[0-9\\.\\,]*[0-9]+)"
    }
    filter "majority" {}
  }

  match {
    ignore_case     = true
    ignore_patterns = [",", "\\$", "(?s).*#### ", "\\.$"]
  }
}
