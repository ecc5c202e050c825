package main

import (
	"fmt"
	"strings"

	"pipe/pipeline"
	"pipe/stages"
)

// contaminationText says what was found of an evaluation's samples in the
// training data: for each benchmark a line by length, and for each metric how
// the four subsets scored at the shortest length.
func contaminationText(r *stages.ContaminationResult) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  samples of %s in %s: %d documents, %d tokens; up to %d positions of a match differ",
		r.Contamination, r.Evaluation, strings.Join(r.Corpora, ", "), r.Documents, r.Tokens, r.SkipGrams)
	for _, o := range r.Benchmarks {
		fmt.Fprintf(&b, "\n  %s  %d samples, found of them", pipeline.ParseAddress(o.Benchmark).Short(), o.Samples)
		for i, length := range r.Lengths {
			fmt.Fprintf(&b, "  %.1f%% in %d+ tokens", 100*o.Share[i], length)
		}
		for i, s := range o.Subsets {
			if i > 0 && s.Metric == o.Subsets[i-1].Metric && s.Length == o.Subsets[i-1].Length {
				fmt.Fprintf(&b, "  %s", subsetText(s))
			} else {
				fmt.Fprintf(&b, "\n    %s at %d+  %s", s.Metric, s.Length, subsetText(s))
			}
		}
		for _, a := range o.Affected {
			fmt.Fprintf(&b, "\n    %s is affected: all four |Z| > 2, up to matches of %d tokens", a.Metric, a.Length)
		}
		if len(o.Affected) == 0 && len(o.Subsets) > 0 {
			b.WriteString("\n    no metric is affected")
		}
	}
	return b.String()
}

func subsetText(s stages.SubsetScore) string {
	name := strings.ReplaceAll(s.Subset, "_", " ")
	if !s.HasZ {
		return fmt.Sprintf("%s n %d", name, s.N)
	}
	return fmt.Sprintf("%s n %d mean %.4f Z %+.2f", name, s.N, s.Mean, s.Z)
}
