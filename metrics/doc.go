// Package metrics holds the measures by which model output is judged, a file
// for each family: classification, correlation, answers, BLEU, chrF, ROUGE,
// pass@k, perplexity, and the uncertainty of all of them: intervals, tests,
// corrections and power.
//
// Every function is pure: the same arguments give the same bits on any
// machine. Where a logarithm or an exponential is needed the package uses its
// own (maths.go), because the standard library's differ in the last bit
// between architectures and metric tables are content-addressed.
//
// The package knows nothing of models, prompts or files.
package metrics
