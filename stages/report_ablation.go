package stages

import (
	"slices"

	"pipe/artifacts"
	"pipe/engine/kernel"
	"pipe/metrics"
	"pipe/stages/page"
)

// addAblation adds what an ablation found.
func (b *pageBuilder) addAblation(p *page.Page, address string, a *artifacts.Artifact) error {
	r, err := ReadAblation(address, a, b.inputs)
	if err != nil {
		return err
	}
	shown := page.Ablation{
		Name: address, About: b.byAddress[address].Labels["description"], Baseline: r.Baseline, Variants: r.Variants, Seeds: r.Seeds,
		Measures: r.Measures, Alpha: r.Alpha, Comparisons: r.Comparisons,
	}
	for i, e := range r.Effects {
		if i%len(r.Variants) == 0 {
			shown.Outcomes = append(shown.Outcomes, page.Outcome{
				Measure: r.Measures[e.Measure], Benchmark: shortName(e.Benchmark), Metric: e.Metric, Percent: isShare(e.Metric),
			})
		}
		o := &shown.Outcomes[len(shown.Outcomes)-1]
		o.HigherIsBetter = o.HigherIsBetter || e.Found.HigherIsBetter
		o.Effects = append(o.Effects, e.effect())
		if i%len(r.Variants) == len(r.Variants)-1 {
			if f := r.fit(e); f != nil {
				o.Scaling = f.scaling(r.Sizes, o.Effects)
			}
		}
	}
	p.Ablations = append(p.Ablations, shown)
	return nil
}

func (r AblationRow) effect() page.Effect {
	f := r.Found
	e := page.Effect{
		Mean: f.Mean, HasMean: f.HasMean, SD: f.SD, HasSD: f.HasSD, Low: f.Low, High: f.High, Interval: f.Interval,
		Pairs: f.Pairs, Difference: f.Difference, DifferenceSD: f.DifferenceSD, SeedsStdErr: f.SeedsStdErr, HasSeeds: f.HasSeeds,
		SeedsP: f.SeedsP, HasSeedsP: f.HasSeedsP, Items: f.Items, ItemsStdErr: f.ItemsStdErr, HasItems: f.HasItems,
		Test: f.Test, StdErr: f.StdErr, DF: f.DF, DifferenceRange: [2]float64{f.DifferenceLow, f.DifferenceHigh},
		P: f.P, HasP: f.HasP, Corrected: f.Corrected, Verdict: f.Verdict, MoreSeeds: f.MoreSeeds, Settled: f.Settled,
	}
	for _, run := range r.Runs {
		e.Runs = append(e.Runs, page.Run{
			Seed: run.Seed, HasSeed: run.HasSeed, Digest: run.Artifact,
			Cell: page.Cell{
				Present: true, HasValue: run.HasValue, Value: run.Value, Note: run.Note, N: run.N, StdErr: run.StdErr, HasError: run.HasError,
				Low: run.Low, High: run.High, HasRange: run.Interval != "", Method: run.Interval,
				Reference: run.Reference, Samples: run.Samples,
			},
		})
	}
	return e
}

// curveParts is how many straight lines are drawn between two sizes.
const curveParts = 16

// scaling makes a fit something to draw: logarithms are taken here, with the
// engine's own, so that a report has the same bytes everywhere.
func (f Fit) scaling(sizes []float64, effects []page.Effect) *page.Scaling {
	s := &page.Scaling{
		Floor: f.Floor, Scale: f.Scale, Exponent: f.Exponent, Mean: f.Mean, Low: f.Low, High: f.High, HasRange: f.HasRange, Seeds: f.Exponents,
		Note: f.Caveat(),
	}
	mark := func(size, value float64) page.Mark {
		return page.Mark{At: kernel.Log64(size), Size: size, Value: value}
	}
	for i, size := range sizes {
		s.Sizes = append(s.Sizes, mark(size, 0))
		for _, run := range effects[i].Runs {
			s.Dots = append(s.Dots, mark(size, run.Value))
		}
	}
	law := metrics.PowerLaw{Floor: f.Floor, Scale: f.Scale, Exponent: f.Exponent}
	ordered := slices.Clone(sizes)
	slices.Sort(ordered)
	ordered = slices.Compact(ordered)
	for i := range (len(ordered) - 1) * curveParts {
		low, high := kernel.Log64(ordered[i/curveParts]), kernel.Log64(ordered[i/curveParts+1])
		size := kernel.Exp64(low + float64((high-low)*float64(i%curveParts)/curveParts))
		s.Curve = append(s.Curve, mark(size, law.At(size)))
	}
	last := ordered[len(ordered)-1]
	s.Curve = append(s.Curve, mark(last, law.At(last)))
	return s
}
