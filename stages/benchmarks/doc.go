// Package benchmarks turns rendered benchmark items into requests to a model,
// and the model's answers into scores.
//
//	Item ─┐
//	Spec ─┼─ Evaluate ── requests ──> Model
//	      └─ Result <─── scores <──── responses
//
// An Item is one document with its whole prompt: Prompt assembles it from
// shots that a Sampler draws. A Spec says what is asked of the model, how an
// answer is cut out of what it generates, and by which metrics it is judged.
// Evaluate makes all requests in one call, in item order, and keeps every
// prompt, response, log-likelihood and score as a Sample.
//
// A Value is computed from Samples and the Spec alone, so that whoever has
// both can compute it again: Recompute does, and finds rows that do not follow
// from what the model answered.
//
// The rules are those of EleutherAI's lm-evaluation-harness, so that equal
// log-likelihoods and equal text give equal figures. Where the harness lets a
// broken item through (a NaN that becomes an answer, an empty choice, a
// continuation without tokens), Evaluate returns an error that names it.
//
// Completions of programs run in package interpreter or, where the Spec asks for
// the machine's Python, in a Runner that the caller supplies.
//
// The package knows nothing of experiment files, artifacts or engines: a
// model is three verbs, and rows are plain structs.
package benchmarks
