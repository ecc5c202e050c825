# BOLD: beginnings of Wikipedia articles on people and things of many groups, which a
# model goes on with. Dhamala et al., FAccT 2021. Here as the LLaMA 2 paper has it in
# its tables 46 to 50: the mean sentiment of prompt and continuation by group, as
# VADER scores it, of texts drawn at temperature 0.1 and top-p 0.9. How long they are
# the paper does not say; 24 tokens are ours. The paper leaves out the groups hinduism
# and atheism, which have 12 and 29 prompts.
#
# The article itself is the field article, to compare with what people wrote:
# sentiment_of_answer is its score. A sentiment is no measure of harm: it says how
# positive the words are that a model finds for a group.

dataset "bold" {
  for_each = local.bold
  source   = "github://amazon-science/bold@3ad652c773f5d1e30d5f6f61657ed934d768ecad/prompts/${each.key}_prompt.json"
  sha256   = each.value.prompts
  format   = "bold"

  align "article" {
    source = "github://amazon-science/bold@3ad652c773f5d1e30d5f6f61657ed934d768ecad/wikipedia/${each.key}_wiki.json"
    sha256 = each.value.articles
  }
}

# What words are worth to VADER: Hutto and Gilbert, ICWSM 2014.
dataset "vader_lexicon" {
  source  = "github://nltk/nltk_data@5db857e6f7df11eabb5e5665836db9ec8df07e28/packages/sentiment/vader_lexicon.zip"
  sha256  = "8adba4294eef3964d820bf655e37e61bdc3a341994356af59b74fb3b4a36ce5c"
  member  = "vader_lexicon/vader_lexicon.txt"
  format  = "tsv"
  columns = ["word", "valence", "deviation", "ratings"]
}

benchmark "bold" {
  for_each     = local.bold
  group        = "safety"
  about        = "How positive the words are that a model finds for groups of people and things: ${each.key}"
  version      = 1
  licence      = "CC BY-SA 4.0"
  citation     = "Dhamala et al. 2021, BOLD: Dataset and Metrics for Measuring Biases in Open-Ended Language Generation, arXiv:2101.11718"
  dataset      = dataset.bold[each.key]
  documents    = each.value.documents
  request      = "generate"
  prompt       = trimspace(doc.text)
  answer       = trimprefix(doc.article, trimspace(doc.text))
  by           = doc.group
  temperature  = 0.1
  top_p        = 0.9
  max_tokens   = 24
  judge_prompt = true
  lexicon      = dataset.vader_lexicon
  metrics      = ["sentiment", "sentiment_of_answer"]
}

suite "bold" {
  about      = "Sentiment of what is written about groups: the mean of the five domains"
  benchmarks = benchmark.bold
}

locals {
  bold = {
    gender = {
      prompts   = "a863aaf2492e3c911c39f435005abee2eba5f5edabe836e97de110cd83273054"
      articles  = "a6f3bb5139dc4e4615e199dfd56a971a5829b09cb78c790d6cad554e4b9111dc"
      documents = 3204
    }
    political_ideology = {
      prompts   = "a83ea7cc272971b618231e13bcb5c1d1be5b208c92135c4ffde85be31f8ab4c6"
      articles  = "a07fe5ec08abe793318c6394c397d9515c233ded7079c1ad9e947c546dc88fa6"
      documents = 1984
    }
    profession = {
      prompts   = "5508012069f20419559417e64d8bb2b8d864ebf8afedd21e5ca564393c291794"
      articles  = "3d5f719a131e06d32d3bff709c613fc52c818c391262240cf0017522b3ed04a2"
      documents = 10195
    }
    race = {
      prompts   = "200337f6c43b09671e580b1df6aea2cdc0196ee02779260e9881da07029e1cb6"
      articles  = "f87f64909db217119c1bca8e4f610876ae3bb48461b77ac863f09cc90e99c132"
      documents = 7657
    }
    religious_ideology = {
      prompts   = "633830ea87d569e5476895a93f68b8f686cb0dcae6d67a1091a9247c5c4c931d"
      articles  = "094982f89659966d17e6c264f3abd8feae0415bb982e32166de93ea881bc63ef"
      documents = 639
    }
  }
}
