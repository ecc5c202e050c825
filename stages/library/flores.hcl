# FLORES-200: sentences of Wikimedia pages and their translations by people, here
# English, German and French. NLLB Team 2022. The split is devtest, which papers
# report on; dev has 997 sentences. The prompt is that of lm-evaluation-harness's
# WMT tasks.

dataset "flores" {
  source = "https://dl.fbaipublicfiles.com/nllb/flores200_dataset.tar.gz"
  sha256 = "b8b0b76783024b85797e5cc75064eb83fc5288b41e9654dabc7be6ae944011f6"
  member = "flores200_dataset/devtest/eng_Latn.devtest"
  format = "lines"
  field  = "en"

  align "de" {
    source = "https://dl.fbaipublicfiles.com/nllb/flores200_dataset.tar.gz"
    sha256 = "b8b0b76783024b85797e5cc75064eb83fc5288b41e9654dabc7be6ae944011f6"
    member = "flores200_dataset/devtest/deu_Latn.devtest"
  }

  align "fr" {
    source = "https://dl.fbaipublicfiles.com/nllb/flores200_dataset.tar.gz"
    sha256 = "b8b0b76783024b85797e5cc75064eb83fc5288b41e9654dabc7be6ae944011f6"
    member = "flores200_dataset/devtest/fra_Latn.devtest"
  }
}

benchmark "flores" {
  for_each = {
    "en-de" = { from = "en", source = "English", to = "de", target = "German" }
    "de-en" = { from = "de", source = "German", to = "en", target = "English" }
    "en-fr" = { from = "en", source = "English", to = "fr", target = "French" }
    "fr-en" = { from = "fr", source = "French", to = "en", target = "English" }
  }
  group     = "translation"
  about     = "Sentences of Wikimedia pages, ${each.value.source} into ${each.value.target}, devtest"
  version   = 1
  licence   = "CC BY-SA 4.0"
  citation  = "NLLB Team 2022, No Language Left Behind: Scaling Human-Centered Machine Translation, arXiv:2207.04672"
  dataset   = dataset.flores
  documents = 1012
  request   = "generate"
  prompt    = "${each.value.source} phrase: ${doc[each.value.from]}\n${each.value.target} phrase:"
  answer    = doc[each.value.to]
  stop      = ["\n"]
  metrics   = ["bleu", "chrf", "ter"]
}
