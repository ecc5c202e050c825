// Package stages holds the kinds of stage that an experiment file may declare,
// a file for each: dataset, tokenizer, pretrain, finetune, benchmark, suite,
// evaluate and report.
//
// A kind is a struct whose tags are its schema, a Run method, and one call of
// register. Nothing else in the program names a kind: the runner in package
// pipeline is handed the set that Kinds returns.
//
// What passes between stages is an artifact, never a Go value. The helpers
// that read and write them are shared by the kinds that need them: documents
// (dataset.go), tokenizers (tokenizer.go) and models (model.go).
//
//	dataset ──► tokenizer ──► pretrain ──► finetune
//	   │                          │            │
//	   └──► benchmark ──► suite ──┴─► evaluate ◄┘ ──► report
package stages
