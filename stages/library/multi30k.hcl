# Multi30k: captions of pictures and their translations by people, English, German
# and French. Elliott et al. 2016. The files are raw text, as sacreBLEU's 13a
# tokenizer wants it; the prompt is that of lm-evaluation-harness's WMT tasks,
# where no shots are shown unless one asks for them.

dataset "multi30k" {
  source = "github://multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/test_2016_flickr.en.gz"
  sha256 = "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"
  format = "lines"
  field  = "en"

  align "de" {
    source = "github://multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/test_2016_flickr.de.gz"
    sha256 = "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"
  }

  align "fr" {
    source = "github://multi30k/dataset@a3d2e0d26b56f3846f66a952536ffed4e401d05a/data/task1/raw/test_2016_flickr.fr.gz"
    sha256 = "6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90"
  }
}

benchmark "multi30k" {
  for_each = {
    "en-de" = { from = "en", source = "English", to = "de", target = "German" }
    "de-en" = { from = "de", source = "German", to = "en", target = "English" }
    "en-fr" = { from = "en", source = "English", to = "fr", target = "French" }
    "fr-en" = { from = "fr", source = "French", to = "en", target = "English" }
  }
  group     = "translation"
  about     = "Captions of pictures, ${each.value.source} into ${each.value.target}, test 2016"
  version   = 1
  licence   = "research use"
  citation  = "Elliott et al. 2016, Multi30K: Multilingual English-German Image Descriptions, arXiv:1605.00459"
  dataset   = dataset.multi30k
  documents = 1000
  request   = "generate"
  prompt    = "${each.value.source} phrase: ${doc[each.value.from]}\n${each.value.target} phrase:"
  answer    = doc[each.value.to]
  stop      = ["\n"]
  metrics   = ["bleu", "chrf", "ter"]
}
