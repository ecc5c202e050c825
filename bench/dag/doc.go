// Command dag measures how pipe and its peers run the same graph of trivial
// stages: with everything to do (cold), and with nothing to do (no-op).
//
// A graph of n stages is four layers of n/4, over a file of one line for each
// stage of the first:
//
//	file i ── d i ──┬─ b i ──┬─ s i ──┬─ t i
//	                         └─ b i+1 └─ s i+1      (the last meets the first)
//
// so that it has chains, fan-out and fan-in. To pipe they are a dataset, a
// benchmark that renders it, a suite of two benchmarks and a suite of two
// suites, each of which writes its artifact. To a peer each is a shell line
// that concatenates its inputs into its output. The peers are declared in the
// way that is best for them: Snakemake by four rules with wildcards, the
// others a rule for each stage; pipe both ways, a block for each stage and four
// blocks with for_each.
//
// It knows nothing of pipe but its command line.
package main
