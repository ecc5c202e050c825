// Package chat puts a conversation into the text that a model was trained to
// read: its chat template.
//
//	[]Message ── Template.Render ──> "<s>[INST] … [/INST]"
//
// A published model has its template in Jinja, a language for web pages that is
// not interpreted here. The templates that most models share are written in Go,
// each by its name; Recognise tells by the digest of a published text which one
// it is, and testdata/rendered.json holds what Jinja makes of those texts.
//
// Special tokens stand in the text by their names, as Tokens has them; that they
// become tokens is up to the tokenizer. The package knows no tokenizer, and
// nothing of benchmarks.
package chat
