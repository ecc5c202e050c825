# WikiText-2: perplexity of articles of Wikipedia. Merity et al., ICLR 2017.
#
# The data is wiki.test.raw, cut into 62 pages at headings. What is scored is the page
# without the spaces and marks of its tokens, each page on its own; words and bytes
# are those of the page as published. A model whose context is short has to tell more:
# compare models of one length of context only.

dataset "wikitext" {
  source = "hf://datasets/ggml-org/ci@927b3642933080f1b0e811e2f916e14c292992f9/wikitext-2-raw-v1.zip"
  sha256 = "ef7edb566e3e2b2d31b29c1fdb0c89a4cc683597484c3dc2517919c615435a11"
  member = "wikitext-2-raw/wiki.test.raw"
  format = "wikitext_pages"
}

benchmark "wikitext" {
  group     = "language modelling"
  about     = "Predicting articles of Wikipedia"
  version   = 1
  licence   = "CC BY-SA 3.0"
  citation  = "Merity et al. 2017, Pointer Sentinel Mixture Models"
  dataset   = dataset.wikitext
  documents = 62
  request   = "perplexity"
  prompt = replaceall(
    regexreplace(regexreplace(regexreplace(regexreplace(regexreplace(
      replaceall(doc.page, local.marks),
      "\\(${local.space}([^)]*?)${local.space}\\)", "($1)"),
      "\\[${local.space}([^\\]]*?)${local.space}\\]", "[$1]"),
      "{${local.space}([^}]*?)${local.space}}", "{$1}"),
      "\"${local.space}([^\"]*?)${local.space}\"", "\"$1\""),
    "'${local.space}([^']*?)${local.space}'", "'$1'"),
    local.rest
  )
  counted = doc.page
  metrics = ["word_perplexity", "byte_perplexity", "bits_per_byte"]
}

locals {
  space = "[\\s\\v\\x1c-\\x1f\\x{85}\\pZ]*"
  marks = [
    ["s '", "s'"],
    [" @-@ ", "-"],
    [" @,@ ", ","],
    [" @.@ ", "."],
    [" : ", ": "],
    [" ; ", "; "],
    [" . ", ". "],
    [" ! ", "! "],
    [" ? ", "? "],
    [" , ", ", "],
  ]
  rest = [
    ["= = = =", "===="],
    ["= = =", "==="],
    ["= =", "=="],
    [" ° ", "°"],
    [" \n", "\n"],
    ["\n ", "\n"],
    [" N ", " 1 "],
    [" 's", "'s"],
  ]
}
