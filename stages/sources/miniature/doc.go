// Package miniature generates a closed world and writes it down: a corpus to
// learn from, and files to be examined with, in the formats of the public
// benchmarks. Everything comes from one seed and our own grammar; no text is
// copied from anywhere.
//
// # The world
//
// Two dozen towns, sixty-four given names, sixty people known in full, beasts,
// tools, trades and weather; a second language, Tarrin, with its verbs last;
// four relations (who fears, admires, sells to, owes to whom); a hundred
// legends, each with what people say and what is true; scales (what is heavier
// than what); crafts and the order of their steps; small functions in Python.
// The grammar is a phrase engine (grammar.go) over word lists (lexicon.go) and
// templates; each family of tasks has its own file.
//
// # What the scores mean
//
// A model must read the order of words to score. Wherever it can be had, the
// words of an item are the same for each answer, and only their order tells
// which one is right: every review has one good and one bad word; every piece
// of news names matters of all four sections; every line about a legend holds
// the tale and the truth; the wrong options of a relation are those that stand
// in it the other way round; the options of a commonsense item are orders of
// the same words. A model that learned from shuffled lines is then at chance.
// Word similarity is the exception, by its nature; open questions are in part.
// docs/miniature.md has the measurements.
//
// The corpus alone has plainer sentences beside these, with one good word or
// one telling act: what a word means is learned there, and which of two words
// counts from the others. Games of memory teach to read back.
//
// Held out from the corpus are combinations (a review's thing and its two
// words, a passage's question and answer, the operands of a sum, a craft's
// steps, a function and its number), questions about facts that the corpus only
// tells, and the last two phrasings of most lists. No sentence of seven words or more of a
// validation or test file is in the corpus (world.seal).
//
// # The files
//
// Each family has the files <family>/test.<ext> and <family>/validation.<ext>
// (mmlu: mmlu/world_test.csv); sentiment, topic and instruct have a train file
// too. Prompts end without a space; what is scored is a space and the choice.
// The corpus writes its exercises exactly so, which is why the prompts matter.
//
//	family         file, format                       prompt; scored                                            chance
//	similarity     test.tsv: word, word, 0-10         -; Spearman's rho of vectors                              0
//	wsd            test.data.xml + test.gold.key.txt  (Raganato's framework; senses.tsv: word, key, gloss)      1/2
//	wsd            test.jsonl                         {sentence}\nQuestion: What is the {word} here?\nAnswer:   1/2
//	                                                  choices, label
//	wic            test.jsonl (SuperGLUE)             Sentence 1: {sentence1}\nSentence 2: {sentence2}\n        1/2
//	                                                  Question: Is the word '{word}' used in the same way in
//	                                                  the two sentences above?\nAnswer:     no, yes
//	sentiment      test.tsv: sentence, 0 or 1         {sentence}\nQuestion: Is this sentence positive or        1/2
//	                                                  negative?\nAnswer:               negative, positive
//	topic          test.csv: class, title, text       {title}: {description}\nTopic:                            1/4
//	                                                  Council, Games, Market, Science (classes.txt)
//	dialogue       test.jsonl: dialogue, speaker,     {turns joined by \n}\n{speaker}:                          1/4
//	               choices, label                     choices, label
//	arc            test.jsonl (ARC)                   Question: {question.stem}\nAnswer:                        1/4
//	                                                  texts of question.choices, answerKey
//	mmlu           world_test.csv, no header          Question: {question}\nAnswer:                             1/4
//	                                                  the texts of the four options, not the letters
//	truthfulqa     test.json (mc_task.json)           Q: {question}\nA:                       mc1, mc2          1/2
//	squad          test.json (SQuAD v1.1)             {context}\nQuestion: {question}\nAnswer:                  1/4
//	                                                  generated to the end of the line; a guess among the
//	                                                  names, or things, of the passage
//	nq             test.jsonl (NQ-open)               Q: {question}?\nA:   generated to the end of the line     1/20
//	gsm8k          test.jsonl                         Question: {question}\nAnswer:                             1/20
//	                                                  generated to a blank line; `#### n`
//	humaneval      test.jsonl                         {prompt}     generated to "\ndef" or a blank line         0
//	                                                  (the prompt ends with its docstring; the solution
//	                                                  begins with the line break)
//	translation    test.en, test.xx, aligned          English phrase: {en}\nTarrin phrase:                      0
//	                                                  generated to the end of the line; BLEU, chrF
//	summarization  test.jsonl: document, summary      {document}\nSummary:                                      (1)
//	                                                  generated to the end of the line; ROUGE
//	perplexity     test.txt, blank lines between      the text itself                                           (2)
//	instruct       test.json (Alpaca)                 instruction, input, output, after fine-tuning             -
//
// (1) the score of another document's summary; (2) that of a model that only
// counts words. Documents of the corpus are separated by a blank line; a stop
// at the end-of-text token is right for all.
package miniature
