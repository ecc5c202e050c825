# LLaMA 2's suite over a folder of published files, as much of it as the folder has:
# what a run of the whole suite costs, and that it goes on where it was killed.
#
#   make bench-suite PARITY_SHARED=../shared
#
# Where the folder has another form of a file than the library names, or a part of it,
# the dataset is declared here and takes the place of the library's.

experiment "llama2-suite" {}

variable "data" {
  type        = string
  description = "Folder of the published files"
}

variable "model" {
  type        = string
  description = "Folder of a model in Hugging Face's form"
}

variable "tokenizer" {
  type        = string
  description = "Its tokenizer"
}

model "asked" {
  source    = var.model
  tokenizer = var.tokenizer
}

evaluate "asked" {
  model = model.asked
  benchmarks = concat(
    [
      suite.llama2_code,
      benchmark.piqa,
      benchmark.siqa,
      benchmark.hellaswag,
      benchmark.winogrande,
      benchmark.arc_easy,
      benchmark.arc_challenge,
      benchmark.openbookqa,
      benchmark.commonsense_qa_7shot,
      benchmark.nq_open_shots["0"],
      benchmark.squad,
      benchmark.quac,
      benchmark.boolq,
      benchmark.gsm8k_cot,
      suite.mmlu,
    ],
    [for subject in local.maths : benchmark.math[subject]],
    [for task in local.tasks : benchmark.bbh[task]],
    [for exam in local.exams : benchmark.agieval_shots[exam]],
  )
}

report "suite" {
  title   = "LLaMA 2's suite"
  results = [evaluate.asked]
}

dataset "hellaswag" {
  source = "${var.data}/hellaswag/hellaswag_val_sample600.jsonl"
}

# The sample has the scene in one piece, cleaned.
benchmark "hellaswag" {
  group   = "commonsense"
  dataset = dataset.hellaswag
  request = "multiple_choice"
  prompt  = "${doc.activity_label}: ${doc.ctx}"
  choices = doc.endings
  answer  = doc.label
  metrics = ["acc", "acc_norm"]
}

dataset "winogrande" {
  source = "${var.data}/winogrande/dev.jsonl"
}

dataset "commonsense_qa_train" {
  source = "${var.data}/commonsenseqa/train_rand_split.head2000.jsonl"
}

dataset "squad" {
  source = "${var.data}/squad/dev-v1.1.part1.json"
  format = "squad"
}

dataset "quac" {
  source = "${var.data}/quac/quac_sample.json"
  format = "quac"
}

dataset "mmlu" {
  for_each = toset(local.subjects)
  source   = "${var.data}/mmlu/test/${each.key}_test.csv"
  format   = "csv"
  columns  = ["question", "A", "B", "C", "D", "answer"]
}

dataset "mmlu_dev" {
  for_each = toset(local.subjects)
  source   = "${var.data}/mmlu/dev/${each.key}_dev.csv"
  format   = "csv"
  columns  = ["question", "A", "B", "C", "D", "answer"]
}

locals {
  maths = [
    "algebra", "counting_and_probability", "number_theory", "prealgebra", "precalculus",
  ]
  exams = [
    "aqua-rat", "gaokao-english", "logiqa-en", "lsat-ar", "lsat-lr", "sat-en", "sat-math",
  ]
  tasks = [
    "boolean_expressions", "causal_judgement", "date_understanding", "disambiguation_qa", "dyck_languages",
    "formal_fallacies", "hyperbaton", "logical_deduction_seven_objects", "logical_deduction_three_objects",
    "movie_recommendation", "multistep_arithmetic_two", "navigate", "object_counting", "penguins_in_a_table",
    "reasoning_about_colored_objects", "salient_translation_error_detection", "sports_understanding",
    "tracking_shuffled_objects_five_objects", "tracking_shuffled_objects_seven_objects",
    "tracking_shuffled_objects_three_objects",
  ]
  subjects = [
    "abstract_algebra", "anatomy", "astronomy", "business_ethics", "clinical_knowledge", "college_biology",
    "college_chemistry", "college_computer_science", "college_mathematics", "college_medicine",
    "college_physics", "computer_security", "conceptual_physics", "econometrics", "electrical_engineering",
    "elementary_mathematics", "formal_logic", "global_facts", "high_school_biology", "high_school_chemistry",
    "high_school_computer_science", "high_school_european_history", "high_school_geography",
    "high_school_government_and_politics", "high_school_macroeconomics", "high_school_mathematics",
    "high_school_microeconomics", "high_school_physics", "high_school_psychology", "high_school_statistics",
    "high_school_us_history", "high_school_world_history", "human_aging", "human_sexuality",
    "international_law", "jurisprudence", "logical_fallacies", "machine_learning", "management", "marketing",
    "medical_genetics", "miscellaneous", "moral_disputes", "moral_scenarios", "nutrition", "philosophy",
    "prehistory", "professional_accounting", "professional_law", "professional_medicine",
    "professional_psychology", "public_relations", "security_studies", "sociology", "us_foreign_policy",
    "virology", "world_religions",
  ]
}
