# Word-sense disambiguation in the framework of Raganato et al., EACL 2017: the
# all-words sets of five competitions, with the senses of WordNet 3.0. Each
# candidate sense is a choice, by its gloss; first_choice is the baseline that
# always takes WordNet's first sense, 66.8 % on senseval2 and 65.2 % on all sets
# together. The question is our own; systems of the literature compare vectors
# with those of a training corpus.

dataset "wsd" {
  for_each = {
    senseval2 = {
      data = "5f5fe6a74fdd4ee85ca271c49a3b88131e4a7ba04a11a1392c1333efcbfe9be9"
      keys = "1e1c43116dadc796763c59f66cc61aa204cfb1886e5825836a96cf9b96a056e8"
    }
    senseval3 = {
      data = "ecd472808c5f3873b0e90fda6182519e5ed6081929435a67eb7f2c5a8fd36839"
      keys = "1faa09ca47a9c4627c0c1078dfc30e39c16d6ce728a532cc670007fbca0be70e"
    }
    semeval2007 = {
      data = "ff0cb1350acf7d0bf09f05b18c537870c8205f12daa2510099674a227c149f38"
      keys = "06dce0b5892bb5c625ebfd8755d1a31a5a04df6882709aa29c1dcd44befb3b41"
    }
    semeval2013 = {
      data = "58682da53cdb24e7563f9a77bc357616eee6863399c2be62f8927c9d5eb20245"
      keys = "3dcedb0b9bed2906c3651d089236801c5353198ba6eda0575f864e3d18ee81cc"
    }
    semeval2015 = {
      data = "e0804170a39fac9d0da6c707b0b974d493a385743557a40626abf36609372650"
      keys = "3a15c65607f27efb3846a71a303b21d0916b5bb527348bf27f526d6770301eaf"
    }
    ALL = {
      data = "27a9da01b6d4a1e4dc7c76d15148a38eaa56cc0df371cae4416d04e541b6fe36"
      keys = "0bf2ffc38f572587c72b59ea928da676423b99b5a54bd1a83eb4848b517d3170"
    }
  }
  source = "github://HSLCY/GlossBERT@64d282d5bae75064fc1a0b35fae8b250538411ec/Evaluation_Datasets/${each.key}/${each.key}.data.xml"
  sha256 = each.value.data

  align "keys" {
    source = "github://HSLCY/GlossBERT@64d282d5bae75064fc1a0b35fae8b250538411ec/Evaluation_Datasets/${each.key}/${each.key}.gold.key.txt"
    sha256 = each.value.keys
  }

  align "senses" {
    source = "https://wordnetcode.princeton.edu/3.0/WordNet-3.0.tar.gz"
    sha256 = "640db279c949a88f61f851dd54ebbb22d003f8b90b85267042ef85a3781d3a52"
    member = "WordNet-3.0/dict/*"
  }
}

benchmark "wsd" {
  for_each = {
    senseval2   = 2282
    senseval3   = 1850
    semeval2007 = 455
    semeval2013 = 1644
    semeval2015 = 1022
    ALL         = 7253
  }
  group     = "word senses"
  about     = "Senses of the words of running text, ${each.key}"
  version   = 1
  licence   = "research use"
  citation  = "Raganato et al. 2017, Word Sense Disambiguation: A Unified Evaluation Framework and Empirical Comparison, EACL"
  dataset   = dataset.wsd[each.key]
  documents = each.value
  request   = "multiple_choice"
  prompt = join("", [
    "Text: ${join(" ", doc.tokens)}\n",
    "Question: What is the meaning of \"${doc.word}\" here?\nAnswer:",
  ])
  choices = doc.senses[*].gloss
  answer  = [for i, sense in doc.senses : i if contains(doc.keys, sense.key)]
  metrics = ["acc", "acc_norm", "first_choice"]
}
