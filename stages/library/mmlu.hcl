# MMLU: exams in 57 subjects. Hendrycks et al., ICLR 2021.
#
# The data is data.tar of the authors: 14,042 questions in the test files, five of
# each subject in the dev files, which are the shots, in file order. No file has a
# header: question, four options, letter. The averages count each question once, so a
# subject weighs as much as it has questions. Anatomy is among the sciences here, as
# in lm-evaluation-harness; the authors have it under "other".

dataset "mmlu" {
  for_each = local.subjects
  source   = local.archive
  sha256   = local.digest
  member   = "data/test/${each.key}_test.csv"
  format   = "csv"
  columns  = local.columns
}

dataset "mmlu_dev" {
  for_each = local.subjects
  source   = local.archive
  sha256   = local.digest
  member   = "data/dev/${each.key}_dev.csv"
  format   = "csv"
  columns  = local.columns
}

benchmark "mmlu" {
  for_each    = local.subjects
  group       = "aggregated"
  about       = "Answering exam questions: ${replace(each.key, "_", " ")}"
  version     = 1
  licence     = "MIT"
  citation    = "Hendrycks et al. 2021, Measuring Massive Multitask Language Understanding"
  dataset     = dataset.mmlu[each.key]
  documents   = each.value
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
  benchmarks = [for subject in keys(local.stem) : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_humanities" {
  about      = "Exams in 13 humanities"
  benchmarks = [for subject in keys(local.humanities) : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_social_sciences" {
  about      = "Exams in 12 social sciences"
  benchmarks = [for subject in keys(local.social_sciences) : benchmark.mmlu[subject]]
  mean       = "weighted"
}

suite "mmlu_other" {
  about      = "Exams in 13 other subjects"
  benchmarks = [for subject in keys(local.other) : benchmark.mmlu[subject]]
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

  # Subjects and their numbers of questions.
  subjects = merge(local.stem, local.humanities, local.social_sciences, local.other)

  stem = {
    abstract_algebra             = 100
    anatomy                      = 135
    astronomy                    = 152
    college_biology              = 144
    college_chemistry            = 100
    college_computer_science     = 100
    college_mathematics          = 100
    college_physics              = 102
    computer_security            = 100
    conceptual_physics           = 235
    electrical_engineering       = 145
    elementary_mathematics       = 378
    high_school_biology          = 310
    high_school_chemistry        = 203
    high_school_computer_science = 100
    high_school_mathematics      = 270
    high_school_physics          = 151
    high_school_statistics       = 216
    machine_learning             = 112
  }
  other = {
    business_ethics         = 100
    clinical_knowledge      = 265
    college_medicine        = 173
    global_facts            = 100
    human_aging             = 223
    management              = 103
    marketing               = 234
    medical_genetics        = 100
    miscellaneous           = 783
    nutrition               = 306
    professional_accounting = 282
    professional_medicine   = 272
    virology                = 166
  }
  social_sciences = {
    econometrics                        = 114
    high_school_geography               = 198
    high_school_government_and_politics = 193
    high_school_macroeconomics          = 390
    high_school_microeconomics          = 238
    high_school_psychology              = 545
    human_sexuality                     = 131
    professional_psychology             = 612
    public_relations                    = 110
    security_studies                    = 245
    sociology                           = 201
    us_foreign_policy                   = 100
  }
  humanities = {
    formal_logic                 = 126
    high_school_european_history = 165
    high_school_us_history       = 204
    high_school_world_history    = 237
    international_law            = 121
    jurisprudence                = 108
    logical_fallacies            = 163
    moral_disputes               = 346
    moral_scenarios              = 895
    philosophy                   = 311
    prehistory                   = 324
    professional_law             = 1534
    world_religions              = 171
  }
}
