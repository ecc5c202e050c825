// Package overlap finds what texts have in common, token by token: which tokens
// of an evaluation sample lie in a span that a training corpus has too.
//
//	corpus: documents of tokens ── NewIndex ──> suffix array
//	sample: tokens ─────────────── Index.Spans ──> spans ── Covered ──> tokens in long spans
//
// The definition is that of Touvron et al. (2023), "Llama 2", appendix A.6: a
// span may differ from the corpus in a few positions (the skip-gram budget), but
// neither among its first tokens nor at its end.
//
// Results depend on tokens alone. An index takes eight bytes a token, and about
// twenty while it is built. The package knows nothing of text, models or files.
package overlap
