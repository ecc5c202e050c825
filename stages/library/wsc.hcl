# WSC: whom does a pronoun refer to? Levesque et al., 2012, in the form of SuperGLUE.
#
# The data is the validation set (104 lines: text, target{span1_text, span2_index,
# span2_text}, label). The pronoun, a word by its number, is marked with asterisks
# in the text, from which the spaces of tokenized text are taken out.

dataset "wsc" {
  source = "github://FormulaMonks/llm-benchmarker-suite@5d3c8009ab8f5adab4899c34dd203cbf7afcb372/data/SuperGLUE/WSC/val.jsonl"
  sha256 = "2ff72c0dc2e8cdd4104fee56b7be1bc4c15180452b98601a077807635e7b794e"
}

benchmark "wsc" {
  group     = "language understanding"
  about     = "Telling whether a pronoun refers to a noun"
  version   = 1
  licence   = "CC BY 4.0"
  citation  = "Levesque et al. 2012, The Winograd Schema Challenge; Wang et al. 2019, SuperGLUE: A Stickier Benchmark for General-Purpose Language Understanding Systems"
  dataset   = dataset.wsc
  documents = 104
  request   = "multiple_choice"
  prompt = "Passage: ${regexreplace(replaceall(
    [for before in [join(" ", slice(words(doc.text), 0, doc.target.span2_index))] :
    "${before} *${doc.target.span2_text}*${textslice(doc.text, codepoints(before) + codepoints(doc.target.span2_text) + 1)}"][0],
    [[" n't", "n't"], [" )", ")"], ["( ", "("], ["\" ", "\""], [" \"", "\""]]
  ), " (['.,])", "$1")}\nQuestion: In the passage above, does the pronoun \"*${doc.target.span2_text}*\" refer to \"*${doc.target.span1_text}*\"?\nAnswer:"
  choices = ["no", "yes"]
  answer  = tobool(doc.label) ? 1 : 0
  metrics = ["acc"]
}
