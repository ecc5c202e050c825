// Package models reads the files of published LLaMA models: the checkpoints of
// llama2.c, the folders of Hugging Face, the vocabularies of SentencePiece and
// of a tokenizer.json. It writes the folders of Hugging Face too. It makes
// weights and vocabularies of bytes and does not know where they came
// from.
//
// Every reader bounds what it allocates by the size of what it was given, and
// damaged bytes are an error that says what was found and what is wanted.
package models
