# PIQA: which of two ways reaches a physical goal. Bisk et al., AAAI 2020.
#
# The data is the validation set of the authors' page (1,838 lines: goal, sol1,
# sol2) with its labels, 0 or 1, line by line in a file of their own.

dataset "piqa" {
  source = "github://ybisk/ybisk.github.io@21edab439af693b961be2f069e8690a88d3b4e37/piqa/data/valid.jsonl"
  sha256 = "93503cc97c679e459b065c3d13e848282e44b2a25213985bed3e5d458abef72d"
  align "label" {
    source = "github://ybisk/ybisk.github.io@21edab439af693b961be2f069e8690a88d3b4e37/piqa/data/valid-labels.lst"
    sha256 = "b4192dc3a2a0363d9d60ccf79800cbbe2f32ebb17726efdde6970e0b8131bceb"
  }
}

benchmark "piqa" {
  group     = "commonsense"
  about     = "Choosing the way that reaches a physical goal"
  version   = 1
  licence   = "AFL-3.0"
  citation  = "Bisk et al. 2020, PIQA: Reasoning about Physical Commonsense in Natural Language"
  dataset   = dataset.piqa
  documents = 1838
  request   = "multiple_choice"
  prompt    = "Question: ${doc.goal}\nAnswer:"
  choices   = [doc.sol1, doc.sol2]
  answer    = tonumber(doc.label)
  metrics   = ["acc", "acc_norm"]
}
