package stages

import (
	"fmt"
	"slices"

	"pipe/artifacts"
	"pipe/stages/page"
)

const contaminationCSV = "contamination.csv"

// addContamination adds what was found of an evaluation's samples in training
// data.
func (b *pageBuilder) addContamination(p *page.Page, address string, a *artifacts.Artifact) error {
	r, err := ReadContamination(address, a, b.inputs)
	if err != nil {
		return err
	}
	shown := page.Contamination{
		Name: address, Evaluation: r.Evaluation, Corpora: r.Corpora, Documents: r.Documents, Tokens: r.Tokens, SkipGrams: r.SkipGrams,
	}
	for _, o := range r.Benchmarks {
		shown.Benchmarks = append(shown.Benchmarks, o.shown(r))
	}
	p.Contaminations = append(p.Contaminations, shown)
	return nil
}

func (o ContaminationOutcome) shown(r *ContaminationResult) page.ContaminatedBenchmark {
	b := page.ContaminatedBenchmark{Benchmark: shortName(o.Benchmark), Samples: int64(o.Samples)}
	for _, a := range o.Affected {
		b.Affected = append(b.Affected, fmt.Sprintf("%s, up to matches of %d tokens", a.Metric, a.Length))
	}
	for _, s := range o.Subsets {
		n := len(b.Tests) - 1
		if n < 0 || b.Tests[n].Metric != s.Metric || b.Tests[n].Length != s.Length {
			b.Tests = append(b.Tests, page.SubsetTest{
				Metric: s.Metric, Percent: isShare(s.Metric), Length: s.Length, Share: o.Share[slices.Index(r.Lengths, s.Length)],
				Mu: s.Mu, Affected: s.Affected,
			})
			n++
		}
		b.Tests[n].Subsets = append(b.Tests[n].Subsets, page.Subset{
			Name: s.Subset, N: s.N, Share: s.Share, Mean: s.Mean, Z: s.Z, HasZ: s.HasZ,
		})
	}
	for _, w := range o.Worst {
		b.Found = append(b.Found, page.FoundSample{
			Item: w.Item, Share: w.Shares[0], Tokens: w.Tokens, Longest: w.Longest, Text: w.Text,
			Corpus: r.Corpora[w.Corpus], Document: w.Document,
		})
	}
	return b
}
