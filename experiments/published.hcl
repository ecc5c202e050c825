# What the LLaMA 2 paper printed, held against itself: whether the averages of its
# Table 3 follow from the tables of its appendix, and whether its authors found the
# same when they evaluated the models again. It reads no data and no model.
#
#   pipe run experiments/published.hcl
#
# A claim that does not hold is a known inconsistency of the paper, not of ours.

experiment "published" {
  description = "The tables of the LLaMA 2 paper, held against one another"
}

locals {
  paper = csvdecode(file("../stages/figures/llama2.csv"))
  card  = csvdecode(file("../stages/figures/llama3-card.csv"))

  # "Table 20/PIQA/0-shot/accuracy/Llama 2 7B" = 78.8
  printed = { for r in local.paper : "${r.table}/${r.benchmark}/${r.shots}/${r.metric}/${r.model} ${r.size}" => tonumber(r.value) }
  again   = { for r in local.card : "${r.benchmark}/${r.model} ${r.size}" => tonumber(r.value) }

  models  = distinct([for r in local.paper : "${r.model} ${r.size}"])
  llama_1 = distinct([for r in local.paper : "${r.model} ${r.size}" if r.model == "Llama 1"])

  # Numbers are printed to 0.1: an average of rounded numbers is off by up to 0.05,
  # and rounded itself by as much again.
  rounding = 0.1

  means = {
    code = {
      average = "Table 3/Code (avg)/HumanEval 0-shot; MBPP 3-shot/mean of pass@1"
      of      = ["Table 21/HumanEval/0-shot/pass@1", "Table 21/MBPP/3-shot/pass@1"]
    }
    commonsense = {
      average = "Table 3/Commonsense Reasoning (avg)/0-shot; CommonsenseQA 7-shot/mean of accuracy"
      of = concat(
        [for b in ["PIQA", "SIQA", "HellaSwag", "WinoGrande", "ARC-e", "ARC-c", "OpenBookQA"] : "Table 20/${b}/0-shot/accuracy"],
        ["Table 20/CommonsenseQA/7-shot/accuracy"],
      )
    }
    world_knowledge = {
      average = "Table 3/World Knowledge (avg)/5-shot/mean of exact match"
      of      = ["Table 22/NaturalQuestions/5-shot/EM", "Table 22/TriviaQA (Wiki)/5-shot/EM"]
    }
    reading = {
      average = "Table 3/Reading Comprehension (avg)/0-shot/mean of SQuAD EM, QuAC F1, BoolQ accuracy"
      of      = ["Table 23/SQuAD/0-shot/EM", "Table 23/QuAC/0-shot/F1", "Table 20/BoolQ/0-shot/accuracy"]
    }
    math = {
      average = "Table 3/Math (avg)/GSM8K 8-shot; MATH 4-shot/mean of maj1@1"
      of      = ["Table 25/GSM8K/8-shot/maj1@1", "Table 25/MATH/4-shot/maj1@1"]
    }
    agieval = {
      average = "Table 24/AGI Eval (English)/3-5-shot/accuracy"
      of      = [for task, n in local.agieval_questions : "Table 24/AGI Eval ${task}/3-5-shot/accuracy"]
    }
  }

  agieval_questions = {
    "AQuA-RAT" = 254, "LogiQA-en" = 651, "LSAT-AR" = 230, "LSAT-LR" = 510, "LSAT-RC" = 269
    "SAT-en"   = 206, "SAT-en (w/o passage)" = 206, "SAT-math" = 220
  }

  # The questions of MMLU's categories, by whether anatomy is among STEM (as in later
  # versions of its categories.py) or among the others.
  mmlu_questions = {
    with_anatomy    = { "Humanities" = 4705, "STEM" = 3153, "Social Sciences" = 3077, "Other" = 3107 }
    without_anatomy = { "Humanities" = 4705, "STEM" = 3018, "Social Sciences" = 3077, "Other" = 3242 }
  }

  # How far the average of MMLU lies from what its categories give, by division and model.
  mmlu_off = { for division, questions in local.mmlu_questions : division => {
    for m in local.models : m => abs(local.printed["Table 19/MMLU/5-shot/accuracy/${m}"]
    -sum([for c, n in questions : n * local.printed["Table 19/MMLU ${c}/5-shot/accuracy/${m}"]]) / sum(values(questions)))
  } }

  agieval_off = { for m in local.models : m => abs(local.printed["Table 24/AGI Eval (English)/3-5-shot/accuracy/${m}"]
    -sum([for task, n in local.agieval_questions : n * local.printed["Table 24/AGI Eval ${task}/3-5-shot/accuracy/${m}"]])
  / sum(values(local.agieval_questions))) }

  # What was evaluated again with the same number of shots.
  same_shots = {
    mmlu           = { card = "MMLU", paper = "Table 3/MMLU/5-shot/accuracy" }
    agieval        = { card = "AGI Eval (English)", paper = "Table 3/AGI Eval (English)/3-5-shot/accuracy" }
    commonsense_qa = { card = "CommonsenseQA", paper = "Table 20/CommonsenseQA/7-shot/accuracy" }
    triviaqa       = { card = "TriviaQA (Wiki)", paper = "Table 22/TriviaQA (Wiki)/5-shot/EM" }
    squad          = { card = "SQuAD", paper = "Table 23/SQuAD/1-shot/EM" }
    quac           = { card = "QuAC", paper = "Table 23/QuAC/1-shot/F1" }
    boolq          = { card = "BoolQ", paper = "Table 20/BoolQ/0-shot/accuracy" }
  }
}

claim "mean" {
  for_each = local.means
  says     = "The printed average (${each.key}) is the plain mean of its benchmarks, for all twelve models"
  that = !contains([for m in local.models : abs(local.printed["${each.value.average}/${m}"]
  -sum([for b in each.value.of : local.printed["${b}/${m}"]]) / length(each.value.of)) <= local.rounding], false)
}

claim "math_is_gsm8k" {
  says = "What Table 3 calls mathematics is GSM8K alone for Llama 2 7B and 13B"
  that = !contains([for m in ["Llama 2 7B", "Llama 2 13B"] :
    local.printed["Table 3/Math (avg)/GSM8K 8-shot; MATH 4-shot/mean of maj1@1/${m}"] == local.printed["Table 25/GSM8K/8-shot/maj1@1/${m}"]
  ], false)
}

claim "agieval_by_questions" {
  says = "AGIEval's average is the mean over questions, for all twelve models"
  that = max(values(local.agieval_off)...) <= local.rounding
}

claim "agieval_but_for_one" {
  says = "AGIEval's average is the mean over questions, for all models but Falcon 40B"
  that = max([for m, off in local.agieval_off : off if m != "Falcon 40B"]...) <= local.rounding
}

claim "mmlu_one_division" {
  for_each = local.mmlu_off
  says     = "MMLU's averages follow from its categories for all models, with one division of the questions (${each.key})"
  that     = max(values(each.value)...) <= local.rounding
}

claim "mmlu_two_divisions" {
  says = "MMLU's categories of Llama 1 leave anatomy out of STEM and those of the other models have it there, so that their columns cannot be compared"
  that = (max([for m in local.llama_1 : local.mmlu_off.without_anatomy[m]]...) <= local.rounding
  && max([for m in local.models : local.mmlu_off.with_anatomy[m] if !contains(local.llama_1, m)]...) <= local.rounding)
}

claim "hellaswag" {
  says = "HellaSwag scores the same where contamination is examined (Table 51) as where results are listed (Table 20)"
  that = !contains([for m in ["Llama 2 7B", "Llama 2 70B"] :
    local.printed["Table 51/HellaSwag/0-shot/accuracy/${m}"] == local.printed["Table 20/HellaSwag/0-shot/accuracy/${m}"]
  ], false)
}

claim "again" {
  for_each = local.same_shots
  says     = "Evaluated again for the model card of Llama 3, the 7B, 13B and 70B models are within a point of the paper (${each.value.card})"
  that = !contains([for size in ["7B", "13B", "70B"] :
    abs(local.again["${each.value.card}/Llama 2 ${size}"] - local.printed["${each.value.paper}/Llama 2 ${size}"]) <= 1
  ], false)
}

report "published" {
  title       = "The LLaMA 2 paper's tables, held against one another"
  description = "Averages recomputed from the numbers that they are averages of, and the authors' own later evaluations."
  claims = concat(values(claim.mean), values(claim.mmlu_one_division), values(claim.again), [
    claim.math_is_gsm8k, claim.agieval_by_questions, claim.agieval_but_for_one, claim.mmlu_two_divisions, claim.hellaswag,
  ])
}
