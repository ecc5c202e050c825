experiment "e" {}

module "data" {
  source = "./modules/data.hcl"
  take   = 3
}

pretrain "a" {
  corpus = module.date.dataset.corpus # ERROR: Undeclared module: There is no module "date". Did you mean "data"?
  model {
    dim = 1
  }
}

pretrain "b" {
  corpus = module.data # ERROR: Incomplete reference: module.data stands for many stages. Name one of them by kind and name: module.data.dataset.corpus and module.data.dataset.each.
  model {
    dim = 1
  }
}

pretrain "c" {
  corpus = module.data.dataset.corpse # ERROR: Unknown stage: There is no stage module.data.dataset.corpse. Did you mean "module.data.dataset.corpus"?
  model {
    dim = 1
  }
}

pretrain "d" {
  corpus = module.data.dataset.each["c"] # ERROR: Unknown instance: module.data.dataset.each has no instance "c". Did you mean "a"? Its keys are "a" and "b".
  model {
    dim = 1
  }
}

pretrain "e" {
  corpus = module.data.dataset.each # ERROR: Several stages: module.data.dataset.each has for_each
  model {
    dim = 1
  }
}

pretrain "f" {
  for_each = toset(["c"])
  corpus   = module.data.dataset.each[each.key] # ERROR: Unknown instance: module.data.dataset.each has no instance "c".
  model {
    dim = 1
  }
}

dataset "g" {
  for_each = toset([module.data.dataset.corpus]) # ERROR: Stage in for_each: module.data is a stage
  source   = "builtin:d"
}

benchmark "h" {
  dataset = module.data.dataset.corpus
  prompt  = "${module.data.dataset.corpus}" # ERROR: Stage in a template
}
