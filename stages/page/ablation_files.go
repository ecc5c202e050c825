package page

import (
	"fmt"
	"strconv"
	"strings"
)

// FileName returns the name of an ablation's files, without the dot and what
// follows: its address, with what a file name may not hold replaced.
func (a Ablation) FileName() string {
	return strings.Map(func(r rune) rune {
		if isPlain(r) || strings.ContainsRune("._-", r) {
			return r
		}
		return '-'
	}, a.Name)
}

// CSV returns what was found of each variant by each metric, one to a line, with
// all digits. A field without a value is empty. Where there are several seeds,
// the values, artifacts and tables of samples of all runs stand in one field
// each, separated by spaces, in the order of the seeds; "-" is no value.
func (a Ablation) CSV() []byte {
	lines := [][]string{{
		"ablation", "evaluation", "benchmark", "metric", "variant", "baseline", "higher_is_better", "seeds",
		"values", "artifacts", "samples", "mean", "sd", "low", "high", "interval",
		"pairs", "difference", "difference_sd", "seeds_stderr", "seeds_p", "items", "items_stderr",
		"test", "stderr", "df", "difference_low", "difference_high", "p", "corrected", "comparisons", "alpha",
		"verdict", "more_seeds", "settled", "references",
	}}
	for _, o := range a.Outcomes {
		for v, e := range o.Effects {
			lines = append(lines, a.line(o, a.Variants[v], e))
		}
	}
	return encode(lines)
}

func (a Ablation) line(o Outcome, variant string, e Effect) []string {
	tested, compared := e.Test != "", e.Pairs > 0
	line := []string{
		a.Name, o.Measure, o.Benchmark, o.Metric, variant, a.Baseline, strconv.FormatBool(o.HigherIsBetter), e.join(" ", Run.seed),
		e.join(" ", Run.value), e.join(" ", func(r Run) string { return r.Digest }), e.join(" ", func(r Run) string { return r.Samples }),
		field(e.Mean, e.HasMean), field(e.SD, e.HasSD), field(e.Low, e.Interval != ""), field(e.High, e.Interval != ""), e.Interval,
	}
	line = append(line, strconv.FormatInt(e.Pairs, 10), field(e.Difference, compared),
		field(e.DifferenceSD, e.HasSeeds), field(e.SeedsStdErr, e.HasSeeds), field(e.SeedsP, e.HasSeedsP),
		strconv.FormatInt(e.Items, 10), field(e.ItemsStdErr, e.HasItems))
	line = append(line, e.Test, field(e.StdErr, tested), field(e.DF, tested),
		field(e.DifferenceRange[0], tested), field(e.DifferenceRange[1], tested), field(e.P, e.HasP), field(e.Corrected, e.HasP),
		strconv.FormatInt(a.Comparisons, 10), exact(a.Alpha))
	return append(line, e.Verdict, strconv.FormatInt(e.MoreSeeds, 10), e.Settled, e.join(" | ", func(r Run) string { return r.Reference }))
}

// join writes something of each run.
func (e Effect) join(separator string, what func(Run) string) string {
	texts := make([]string, len(e.Runs))
	for i, r := range e.Runs {
		texts[i] = what(r)
	}
	return strings.Join(texts, separator)
}

func (r Run) seed() string {
	if !r.HasSeed {
		return ""
	}
	return strconv.FormatInt(r.Seed, 10)
}

func (r Run) value() string {
	if !r.HasValue {
		return "-"
	}
	return exact(r.Value)
}

func (p *Page) markdownAblations(b *strings.Builder) {
	if len(p.Ablations) == 0 {
		return
	}
	b.WriteString("\n## Ablations\n\nA variant is better or worse, and bold, only where p, corrected by Holm's procedure for all comparisons " +
		"of its ablation, is below the level. Means are followed by half of their 95 % interval over seeds, differences by their standard error. " +
		"Differences of shares are in percentage points; their intervals are not corrected.\n")
	for _, a := range p.Ablations {
		a.markdown(b)
	}
}

func (a Ablation) markdown(b *strings.Builder) {
	title := a.About
	if title == "" {
		title = a.Name
	}
	seeds := "one run, no seeds"
	if len(a.Seeds) > 0 {
		seeds = "seeds " + a.seeds()
	}
	fmt.Fprintf(b, "\n### %s\n\n%s: %s, baseline %s, %d comparisons at level %s.\n",
		escapeMarkdown(title), code(a.Name), seeds, escapeMarkdown(a.Baseline), a.Comparisons, exact(a.Alpha))
	t := table{b}
	t.head(3, "Benchmark", "Metric", "Variant", "Mean", "Difference", "95 % interval", "p", "Corrected p", "Verdict", "To decide")
	for _, o := range a.Outcomes {
		first := []string{escapeMarkdown(a.of(o)), escapeMarkdown(o.Metric) + " " + o.direction()}
		for v, e := range o.Effects {
			t.row(append(first, a.markdownEffect(o, v, e)...)...)
			first = []string{"", ""}
		}
	}
	a.markdownScaling(b)
	for _, n := range a.tests() {
		fmt.Fprintf(b, "\n*%s*: %s.\n", escapeMarkdown(n.Name), escapeMarkdown(n.Text))
	}
}

func (a Ablation) markdownEffect(o Outcome, v int, e Effect) []string {
	value, spread := e.mean(o.Percent)
	mean := strings.TrimSpace(value + " " + spread)
	if spread == "" && e.Interval != "" {
		mean += " (" + e.meanRange(o.Percent) + ")"
	}
	name := escapeMarkdown(a.Variants[v])
	if a.Variants[v] == a.Baseline {
		return []string{name, mean, "baseline", "", "", "", "", ""}
	}
	difference, verdict := e.difference(o.Percent), escapeMarkdown(e.verdict())
	if e.Test != "" {
		difference += " ±" + spreadOf(e.StdErr, e.Difference, o.Percent)
	}
	if e.decided() {
		difference, verdict = "**"+difference+"**", "**"+verdict+"**"
	}
	return []string{
		name, mean, difference, e.differenceRange(o.Percent), escapeMarkdown(probability(e.P, e.HasP)),
		escapeMarkdown(probability(e.Corrected, e.HasP)), verdict, e.settle(),
	}
}
