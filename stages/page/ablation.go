package page

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// An Ablation sets variants of an experiment beside one of them, the baseline.
type Ablation struct {
	Name        string // "ablation.attention"
	About       string // may be empty
	Baseline    string
	Variants    []string // in the order of the effects of each outcome
	Seeds       []int64
	Measures    []string // the measured evaluations, "evaluate.base"
	Alpha       float64
	Comparisons int64 // that were corrected together
	Outcomes    []Outcome
}

// An Outcome is one metric of one benchmark, over all variants.
type Outcome struct {
	Measure        string // the measured evaluation
	Benchmark      string // "capitals"
	Metric         string
	Percent        bool
	HigherIsBetter bool
	Effects        []Effect // one for each variant
	Scaling        *Scaling // nil where the variants have no sizes
}

// An Effect is what was found of a variant: its mean over runs, and the
// difference to the baseline.
type Effect struct {
	Runs []Run // one for each seed

	Mean      float64
	HasMean   bool
	Count     int64 // different runs behind the mean
	SD        float64
	HasSD     bool
	Low, High float64 // 95 % interval of the mean
	Interval  string  // what it is of: "seeds", or of the items of one run "wilson", …; or ""

	Pairs           int64 // runs that were compared, 0 for none
	Difference      float64
	DifferenceSD    float64
	SeedsStdErr     float64
	HasSeeds        bool
	SeedsP          float64
	HasSeedsP       bool
	Items           int64
	ItemsStdErr     float64
	HasItems        bool
	Test            string // see testNotes; "" where there is none
	StdErr, DF      float64
	DifferenceRange [2]float64 // 95 %
	P               float64
	HasP            bool
	Corrected       float64
	Verdict         string // "better", "worse", "undecided", "same" where the variant changes nothing, "" where nothing was compared
	MoreSeeds       int64
	Settled         string // what would decide: "seeds", "many", "documents", "nothing", "unknown"
}

// A Run is the number of one evaluation.
type Run struct {
	Seed    int64
	HasSeed bool
	Digest  string // its artifact
	Cell
}

// decided reports whether the corrected test found a difference.
func (e Effect) decided() bool { return e.Verdict == "better" || e.Verdict == "worse" }

// mean writes the mean, and by how much it may be off on either side.
func (e Effect) mean(percent bool) (value, spread string) {
	switch {
	case !e.HasMean:
		return "no value", ""
	case e.Interval == "seeds":
		return number(e.Mean, percent), "±" + spreadOf((e.High-e.Low)/2, e.Mean, percent)
	}
	return number(e.Mean, percent), ""
}

// spreadOf is spread, without a percent sign: the value has it.
func spreadOf(half, value float64, percent bool) string {
	return strings.TrimSuffix(spread(half, value, percent), "%")
}

// meanRange writes the interval of the mean.
func (e Effect) meanRange(percent bool) string {
	if e.Interval == "" {
		return ""
	}
	c := Cell{Value: e.Mean, Low: e.Low, High: e.High, HasRange: true}
	text := c.rangeText(percent)
	if e.Interval != "seeds" {
		text += ", of documents"
	}
	return text
}

// roundingNoise bounds what the order of a sum of shares leaves of a difference that
// is none.
const roundingNoise = 1e-13

// difference writes the difference to the baseline: with one significant digit
// where it would read as zero.
func (e Effect) difference(percent bool) string {
	if e.Pairs == 0 {
		return none
	}
	s := signed(e.Difference, e.Difference, percent)
	if math.Abs(e.Difference) < roundingNoise || strings.ContainsAny(s, "123456789∞") {
		return s
	}
	shown := math.Abs(e.Difference)
	if percent {
		shown *= 100
	}
	return sign(e.Difference) + strconv.FormatFloat(shown, 'g', 1, 64)
}

func (e Effect) differenceRange(percent bool) string {
	if e.Test == "" {
		return none
	}
	low, high := e.DifferenceRange[0], e.DifferenceRange[1]
	return signed(low, e.Difference, percent) + " to " + signed(high, e.Difference, percent)
}

// sources writes the standard errors of a difference over seeds and over items,
// where both are known.
func (e Effect) sources(percent bool) string {
	if !e.HasSeeds || !e.HasItems {
		return ""
	}
	return "seeds ±" + spreadOf(e.SeedsStdErr, e.Difference, percent) + ", documents ±" + spreadOf(e.ItemsStdErr, e.Difference, percent)
}

// verdict says in a word what follows.
func (e Effect) verdict() string {
	if e.Verdict == "" {
		return "not compared"
	}
	return e.Verdict
}

// settle says what would decide the comparison.
func (e Effect) settle() string {
	switch e.Settled {
	case "seeds":
		return plural(e.MoreSeeds, "more seed")
	case "many":
		return "over " + count(e.MoreSeeds) + " more seeds"
	case "documents":
		return "more documents"
	case "nothing":
		return "no difference"
	case "unknown":
		return "needs several seeds"
	}
	return none
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// probability writes a p value.
func probability(p float64, ok bool) string {
	switch {
	case !ok:
		return none
	case p < 0.001:
		return "<\u202f0.001"
	case p > 0.999:
		return "1"
	}
	if p < 0.1 {
		return strconv.FormatFloat(p, 'f', 4, 64) // so that 0.0496 does not read as 0.05
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

// A testNote says what a test is.
type testNote struct{ Name, Text string }

// testNotes are in the order in which tests are explained.
var testNotes = []testNote{
	{"seeds and items", "t test on the mean difference over seeds; its error joins the variance over seeds and that over documents, with the degrees of freedom of the seeds: never surer than the paired t test over seeds alone"},
	{"seeds", "paired t test over seeds; how the difference varies over documents is not known"},
	{"items", "paired t test over the documents of one seed: it says nothing of how seeds vary"},
	{"mcnemar", "McNemar’s exact test on the documents of one seed: it says nothing of how seeds vary"},
}

// tests returns the notes on the tests that the ablation used.
func (a Ablation) tests() []testNote {
	used := func(test string) bool {
		return slices.ContainsFunc(a.Outcomes, func(o Outcome) bool {
			return slices.ContainsFunc(o.Effects, func(e Effect) bool { return e.Test == test })
		})
	}
	var notes []testNote
	for _, n := range testNotes {
		if used(n.Name) {
			notes = append(notes, n)
		}
	}
	return notes
}

// seeds lists the seeds.
func (a Ablation) seeds() string {
	texts := make([]string, len(a.Seeds))
	for i, s := range a.Seeds {
		texts[i] = strconv.FormatInt(s, 10)
	}
	return strings.Join(texts, ", ")
}

// of names the benchmark of an outcome, with the evaluation where the ablation
// measures several.
func (a Ablation) of(o Outcome) string {
	if len(a.Measures) < 2 {
		return o.Benchmark
	}
	_, evaluation := cutAddress(o.Measure)
	return evaluation + ": " + o.Benchmark
}

// compared returns the indices of the variants that are not the baseline.
func (a Ablation) compared() []int {
	var others []int
	for i, v := range a.Variants {
		if v != a.Baseline {
			others = append(others, i)
		}
	}
	return others
}

// extent returns the ends of the axis of differences, which holds 0.
func (o Outcome) extent() (low, high float64, ok bool) {
	for _, e := range o.Effects {
		if e.Pairs == 0 {
			continue
		}
		ok = true
		low, high = min(low, e.Difference), max(high, e.Difference)
		if e.Test != "" {
			low, high = min(low, e.DifferenceRange[0]), max(high, e.DifferenceRange[1])
		}
	}
	return low, high, ok && high > low && !math.IsInf(high-low, 0)
}

func (o Outcome) direction() string { return Row{HigherIsBetter: o.HigherIsBetter}.direction() }
