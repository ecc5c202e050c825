# MMLU: exams in 57 subjects. Hendrycks et al., ICLR 2021.
#
# The data is data.tar of the authors: 14,042 questions in the test files, five of
# each subject in the dev files, which are the shots, in file order. No file has a
# header: question, four options, letter. The averages count each question once, so a
# subject weighs as much as it has questions. Anatomy is among the sciences here, as
# in lm-evaluation-harness; the authors have it under "other".

dataset "mmlu" {
  for_each = toset(concat(local.stem, local.humanities, local.social_sciences, local.other))
  source   = local.archive
  sha256   = local.digest
  member   = "data/test/${each.key}_test.csv"
  format   = "csv"
  columns  = local.columns
}

dataset "mmlu_dev" {
  for_each = toset(concat(local.stem, local.humanities, local.social_sciences, local.other))
  source   = local.archive
  sha256   = local.digest
  member   = "data/dev/${each.key}_dev.csv"
  format   = "csv"
  columns  = local.columns
}

benchmark "mmlu" {
  for_each    = toset(concat(local.stem, local.humanities, local.social_sciences, local.other))
  group       = "aggregated"
  about       = "Answering exam questions: ${replace(each.key, "_", " ")}"
  version     = 1
  licence     = "MIT"
  citation    = "Hendrycks et al. 2021, Measuring Massive Multitask Language Understanding"
  dataset     = dataset.mmlu[each.key]
  request     = "multiple_choice"
  description = "The following are multiple choice questions (with answers) about ${replace(each.key, "_", " ")}.\n\n"
  prompt      = "${trimspace(doc.question)}\nA. ${doc.A}\nB. ${doc.B}\nC. ${doc.C}\nD. ${doc.D}\nAnswer:"
  choices     = ["A", "B", "C", "D"]
  answer      = doc.answer
  shots       = 5
  shots_from  = dataset.mmlu_dev[each.key]
  shot_method = "first"
  metrics     = ["acc"]
}

suite "mmlu_stem" {
  about      = "Exams in 19 sciences"
  benchmarks = [for subject in local.stem : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_humanities" {
  about      = "Exams in 13 humanities"
  benchmarks = [for subject in local.humanities : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_social_sciences" {
  about      = "Exams in 12 social sciences"
  benchmarks = [for subject in local.social_sciences : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_other" {
  about      = "Exams in 13 other subjects"
  benchmarks = [for subject in local.other : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu" {
  about      = "Exams in 57 subjects"
  benchmarks = [suite.mmlu_stem, suite.mmlu_humanities, suite.mmlu_social_sciences, suite.mmlu_other]
  mean       = "weighted"
}

locals {
  archive = "hf://datasets/cais/mmlu@c30699e8356da336a370243923dbaf21066bb9fe/data.tar"
  digest  = "bec563ba4bac1d6aaf04141cd7d1605d7a5ca833e38f994051e818489592989b"
  columns = ["question", "A", "B", "C", "D", "answer"]

  stem = [
    "abstract_algebra",
    "anatomy",
    "astronomy",
    "college_biology",
    "college_chemistry",
    "college_computer_science",
    "college_mathematics",
    "college_physics",
    "computer_security",
    "conceptual_physics",
    "electrical_engineering",
    "elementary_mathematics",
    "high_school_biology",
    "high_school_chemistry",
    "high_school_computer_science",
    "high_school_mathematics",
    "high_school_physics",
    "high_school_statistics",
    "machine_learning",
  ]
  other = [
    "business_ethics",
    "clinical_knowledge",
    "college_medicine",
    "global_facts",
    "human_aging",
    "management",
    "marketing",
    "medical_genetics",
    "miscellaneous",
    "nutrition",
    "professional_accounting",
    "professional_medicine",
    "virology",
  ]
  social_sciences = [
    "econometrics",
    "high_school_geography",
    "high_school_government_and_politics",
    "high_school_macroeconomics",
    "high_school_microeconomics",
    "high_school_psychology",
    "human_sexuality",
    "professional_psychology",
    "public_relations",
    "security_studies",
    "sociology",
    "us_foreign_policy",
  ]
  humanities = [
    "formal_logic",
    "high_school_european_history",
    "high_school_us_history",
    "high_school_world_history",
    "international_law",
    "jurisprudence",
    "logical_fallacies",
    "moral_disputes",
    "moral_scenarios",
    "philosophy",
    "prehistory",
    "professional_law",
    "world_religions",
  ]
}
