package stages

import (
	"math"
	"slices"

	"pipe/artifacts"
	"pipe/metrics"
	"pipe/stages/benchmarks"
)

// An observation is one number of an evaluation that an ablation measures.
type observation struct {
	value      benchmarks.Value
	shares     []benchmarks.Share // of the documents, where they can be told apart
	evaluation artifacts.Digest
	samples    artifacts.Digest
}

// How a difference was tested.
const (
	testSeedsAndItems = "seeds and items" // metrics.TwoSourceT
	testSeeds         = "seeds"           // paired t over seeds; nothing is known of the items
	testItems         = "items"           // paired t over the items of one seed
	testMcNemar       = "mcnemar"         // exact, on right and wrong answers of one seed
)

// What became of a comparison.
const (
	verdictBetter    = "better"
	verdictWorse     = "worse"
	verdictUndecided = "undecided"
	verdictSame      = "same" // the variant changes nothing about what was evaluated
)

// What would settle an undecided difference, if it is the true one.
const (
	settledBySeeds     = "seeds"     // so many more
	settledByManySeeds = "many"      // more than so many more
	settledByItems     = "documents" // seeds alone cannot: the documents are too few
	settledByNothing   = "nothing"   // the difference is zero
	settledUnknown     = "unknown"   // one seed does not tell how seeds vary
)

const (
	settlePower = 0.8  // with which the difference would be found
	settleMost  = 1000 // seeds in all
)

// An Effect is what an ablation found of one variant by one metric: a row of
// its table "summary". No field is NaN: where a number does not exist, its flag
// is false.
type Effect struct {
	Variant        string `arrow:"variant" json:"variant"`
	Measure        int64  `arrow:"measure" json:"measure"` // which of the measured evaluations
	Set            int64  `arrow:"set" json:"set"`         // which of its benchmarks
	Metric         string `arrow:"metric" json:"metric"`
	HigherIsBetter bool   `arrow:"higher_is_better" json:"higher_is_better"`
	Baseline       bool   `arrow:"baseline" json:"baseline"`
	// Mean and SD are over the values of Runs different evaluations. Interval
	// says what the 95 % interval is of: "seeds" is that of the mean by
	// Student's t; with one run it is the evaluation's own, "wilson", "normal"
	// or "bootstrap", which is of the items; "" where there is none.
	Runs     int64   `arrow:"runs" json:"runs"`
	Mean     float64 `arrow:"mean" json:"mean"`
	HasMean  bool    `arrow:"has_mean" json:"has_mean"`
	SD       float64 `arrow:"sd" json:"sd"`
	HasSD    bool    `arrow:"has_sd" json:"has_sd"`
	Low      float64 `arrow:"low" json:"low"`
	High     float64 `arrow:"high" json:"high"`
	Interval string  `arrow:"interval" json:"interval"`
	// Difference is the mean over Pairs runs of the value less the baseline's
	// with the same seed. Pairs is 0 where the two cannot be compared, and for
	// the baseline itself.
	Pairs          int64   `arrow:"pairs" json:"pairs"`
	Same           bool    `arrow:"same" json:"same"` // all pairs are of the same artifact twice: there is nothing to test
	Difference     float64 `arrow:"difference" json:"difference"`
	DifferenceSD   float64 `arrow:"difference_sd" json:"difference_sd"`
	SeedsStdErr    float64 `arrow:"seeds_stderr" json:"seeds_stderr"`
	SeedsP         float64 `arrow:"seeds_p" json:"seeds_p"` // of the paired t test over seeds alone
	HasSeeds       bool    `arrow:"has_seeds" json:"has_seeds"`
	HasSeedsP      bool    `arrow:"has_seeds_p" json:"has_seeds_p"`
	Items          int64   `arrow:"items" json:"items"` // that are paired
	ItemsStdErr    float64 `arrow:"items_stderr" json:"items_stderr"`
	HasItems       bool    `arrow:"has_items" json:"has_items"`
	Test           string  `arrow:"test" json:"test"` // see testSeedsAndItems; "" without one
	StdErr         float64 `arrow:"stderr" json:"stderr"`
	DF             float64 `arrow:"df" json:"df"`
	DifferenceLow  float64 `arrow:"difference_low" json:"difference_low"` // 95 %, not corrected
	DifferenceHigh float64 `arrow:"difference_high" json:"difference_high"`
	P              float64 `arrow:"p" json:"p"`
	HasP           bool    `arrow:"has_p" json:"has_p"`
	Corrected      float64 `arrow:"corrected" json:"corrected"` // by Holm, over all comparisons of the ablation
	Burden         int64   `arrow:"burden" json:"burden"`       // P is held against alpha over it
	Verdict        string  `arrow:"verdict" json:"verdict"`     // "" where nothing was compared
	MoreSeeds      int64   `arrow:"more_seeds" json:"more_seeds"`
	Settled        string  `arrow:"settled" json:"settled"` // see settledBySeeds; "" where nothing is open
}

// summarize returns the row of one variant, given the observations of each
// round of it and of the baseline; nil where a round has none.
func summarize(row Effect, runs, baseline []*observation) Effect {
	var values []float64
	seen := make(map[artifacts.Digest]bool)
	var last *observation
	for _, o := range runs {
		if o == nil || !o.value.HasValue || seen[o.evaluation] {
			continue
		}
		seen[o.evaluation] = true
		values, last = append(values, o.value.Value), o
	}
	row.Runs = int64(len(values))
	if len(values) > 0 {
		row.Mean, _ = metrics.Mean(values)
		row.HasMean, row.HigherIsBetter = true, last.value.HigherIsBetter
	}
	switch {
	case len(values) == 1 && last.value.Interval != "":
		row.Low, row.High, row.Interval = last.value.Low, last.value.High, last.value.Interval
	case len(values) > 1:
		row.SD, row.HasSD = metrics.StdDev(values), true
		row.Low, row.High = metrics.PairedT(values).Interval(0.95)
		row.Interval = "seeds"
	}
	if !row.Baseline {
		row.compare(pairRuns(runs, baseline))
	}
	return row
}

// A runPair is two evaluations with the same seed.
type runPair struct{ of, base *observation }

// pairRuns pairs runs by seed. Where a seed changes neither of the two, it
// gives the same pair again, which counts once: it is no second observation.
func pairRuns(runs, baseline []*observation) []runPair {
	var pairs []runPair
	seen := make(map[[2]artifacts.Digest]bool)
	for i, o := range runs {
		b := baseline[i]
		if o == nil || b == nil || !o.value.HasValue || !b.value.HasValue {
			continue
		}
		if key := [2]artifacts.Digest{o.evaluation, b.evaluation}; !seen[key] {
			seen[key] = true
			pairs = append(pairs, runPair{o, b})
		}
	}
	return pairs
}

// compare fills in the difference to the baseline and its test.
func (r *Effect) compare(pairs []runPair) {
	if len(pairs) == 0 {
		return
	}
	differences := make([]float64, len(pairs))
	for i, p := range pairs {
		differences[i] = p.of.value.Value - p.base.value.Value
	}
	r.Pairs = int64(len(pairs))
	r.Difference, _ = metrics.Mean(differences)
	if r.Same = !slices.ContainsFunc(pairs, func(p runPair) bool { return p.of.evaluation != p.base.evaluation }); r.Same {
		return
	}
	items := pairItems(pairs)
	if len(items) > 1 {
		_, r.ItemsStdErr = metrics.Mean(items)
		r.Items, r.HasItems = int64(len(items)), true
	}
	var t metrics.TTest
	switch {
	case len(pairs) > 1:
		seeds := metrics.PairedT(differences)
		r.DifferenceSD, r.SeedsStdErr, r.HasSeeds = metrics.StdDev(differences), seeds.StdErr, true
		r.SeedsP, r.HasSeedsP = orZero(seeds.P)
		t, r.Test = seeds, testSeeds
		if r.HasItems {
			t, r.Test = metrics.TwoSourceT(seeds, r.ItemsStdErr), testSeedsAndItems
		}
	case r.HasItems:
		t, r.Test = metrics.NewTTest(r.Difference, r.ItemsStdErr, float64(len(items)-1)), testItems
		if b, c, ok := discordant(pairs[0]); ok {
			t.P, r.Test = metrics.McNemar(b, c), testMcNemar
		}
	default:
		return
	}
	r.StdErr, r.DF = t.StdErr, t.DF
	r.DifferenceLow, r.DifferenceHigh = t.Interval(0.95)
	r.P, r.HasP = orZero(t.P)
}

// orZero replaces NaN.
func orZero(x float64) (float64, bool) {
	if math.IsNaN(x) {
		return 0, false
	}
	return x, true
}

// pairItems returns the difference on each item, averaged over the pairs, or
// nil where they do not all score the same items.
func pairItems(pairs []runPair) []float64 {
	sums := make([]float64, len(pairs[0].of.shares))
	for _, p := range pairs {
		for _, o := range []*observation{p.of, p.base} {
			if !slices.EqualFunc(o.shares, pairs[0].of.shares, func(a, b benchmarks.Share) bool { return a.Item == b.Item }) {
				return nil
			}
		}
		for i := range sums {
			sums[i] += p.of.shares[i].Value - p.base.shares[i].Value
		}
	}
	for i := range sums {
		sums[i] /= float64(len(pairs))
	}
	return sums
}

// discordant counts the items that only the variant and only the baseline got
// right; ok is false unless every item is right or wrong.
func discordant(p runPair) (variant, baseline int, ok bool) {
	for i, s := range p.of.shares {
		of, base := s.Value, p.base.shares[i].Value
		if of != 0 && of != 1 || base != 0 && base != 1 {
			return 0, 0, false
		}
		switch {
		case of > base:
			variant++
		case of < base:
			baseline++
		}
	}
	return variant, baseline, true
}

// decide corrects the p values of all rows for being so many, and says of each
// comparison what follows at level alpha. It returns how many there are; those
// of a variant that changes nothing are none, as no data could decide them.
func decide(rows []Effect, alpha float64) int64 {
	p := make([]float64, len(rows))
	for i, r := range rows {
		p[i] = r.P
		if !r.HasP {
			p[i] = math.NaN()
		}
	}
	corrected, burden := metrics.Holm(p)
	family := int64(0)
	for i := range rows {
		r := &rows[i]
		if r.HasP {
			r.Corrected, r.Burden = corrected[i], int64(burden[i])
			family++
		}
		switch {
		case r.Pairs == 0:
			continue
		case r.Same:
			r.Verdict = verdictSame
		case !r.HasP || r.Corrected >= alpha:
			r.Verdict = verdictUndecided
			r.settle(alpha)
		case r.Difference > 0 == r.HigherIsBetter:
			r.Verdict = verdictBetter
		default:
			r.Verdict = verdictWorse
		}
	}
	return family
}

// settle says how many more seeds would decide the comparison, if the
// difference and its standard deviation over seeds are those that were found:
// so many that the test, at the level that this p value is held against, finds
// it with a power of 0.8. The items stay as they are.
func (r *Effect) settle(alpha float64) {
	switch {
	case r.Difference == 0:
		r.Settled = settledByNothing
		return
	case !r.HasSeeds || !r.HasP:
		r.Settled = settledUnknown
		return
	}
	need := func(items float64) (int, bool) {
		return metrics.PairsNeeded(r.Difference, r.DifferenceSD, items, alpha/float64(r.Burden), settlePower, settleMost)
	}
	n, ok := need(float64(r.ItemsStdErr * r.ItemsStdErr))
	if ok {
		r.Settled, r.MoreSeeds = settledBySeeds, max(1, int64(n)-r.Pairs)
		return
	}
	r.Settled, r.MoreSeeds = settledByManySeeds, settleMost-r.Pairs
	if _, ok := need(0); ok {
		r.Settled, r.MoreSeeds = settledByItems, 0
	}
}
