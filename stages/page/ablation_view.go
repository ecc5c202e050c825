package page

import "html/template"

type (
	ablationView struct {
		Name, ID, Stage string
		About           string
		Baseline        string
		Variants        []variantView
		Seeds           string
		SeedCount       int
		Alpha           string
		Comparisons     int64
		Tests           []testNote
		Outcomes        []outcomeView
		Rounds          []string // headings of the values of each run
		Span            int      // columns of their table
		Proofs          []proofView
		Scaled          bool
	}
	variantView struct {
		Name     []string
		Baseline bool
	}
	outcomeView struct {
		Benchmark, Measure []string
		Metric, Direction  string
		Better             string
		Percent            bool
		Effects            []effectView
		Axis               template.HTML
		ScalingPlot        template.HTML
		Exponent, Formula  string
		ScalingNote        string
	}
	effectView struct {
		Effect
		Variant                           []string
		Baseline                          bool
		Value, Spread, Range              string
		Delta, Error, Sources, DeltaRange string
		PText, CorrectedText              string
		TestText                          string // where the ablation has several tests
		VerdictText, Settle               string
		Clear                             bool
		Plot                              template.HTML
		Runs                              []cellView
	}
)

// ablationViews returns the ablations; taken are the references whose proofs
// stand on the page, to which it adds.
func (p *Page) ablationViews(taken map[string]bool) []ablationView {
	var views []ablationView
	for _, a := range p.Ablations {
		v := ablationView{
			Name: a.Name, ID: anchor("ablation", a.Name), Stage: p.stageAnchor(a.Name), About: a.About, Baseline: a.Baseline,
			Span: 1 + len(a.rounds()), Seeds: a.seeds(), SeedCount: len(a.Seeds), Alpha: exact(a.Alpha), Comparisons: a.Comparisons, Tests: a.tests(), Rounds: a.rounds(),
			Scaled: a.scaled(),
		}
		for _, name := range a.Variants {
			v.Variants = append(v.Variants, variantView{breakable(name), name == a.Baseline})
		}
		for _, o := range a.Outcomes {
			v.Outcomes = append(v.Outcomes, v.outcome(a, o, taken))
		}
		views = append(views, v)
	}
	return views
}

// rounds returns what the runs of a variant are called.
func (a Ablation) rounds() []string {
	if len(a.Seeds) == 0 {
		return []string{"Value"}
	}
	names := make([]string, len(a.Seeds))
	for i, s := range a.Seeds {
		names[i] = "Seed " + count(s)
	}
	return names
}

func (v *ablationView) outcome(a Ablation, o Outcome, taken map[string]bool) outcomeView {
	out := outcomeView{
		Benchmark: breakable(a.of(o)), Metric: o.Metric, Direction: o.direction(), Better: "lower is better", Percent: o.Percent, Axis: o.axis(),
	}
	if o.HigherIsBetter {
		out.Better = "higher is better"
	}
	if s := o.Scaling; s != nil {
		out.ScalingPlot, out.Exponent, out.Formula = s.plot(o.Benchmark+" "+o.Metric, o.Percent), s.exponent(), s.formula(o.Metric)
		out.ScalingNote = s.Note
	}
	for i, e := range o.Effects {
		ev := effectView{
			Effect: e, Variant: breakable(a.Variants[i]), Baseline: a.Variants[i] == a.Baseline, Range: e.meanRange(o.Percent),
			Delta: e.difference(o.Percent), DeltaRange: e.differenceRange(o.Percent),
			PText: probability(e.P, e.HasP), CorrectedText: probability(e.Corrected, e.HasP),
			VerdictText: e.verdict(), Settle: e.settle(), Clear: e.decided(), Plot: o.lane(i, a.Variants[i]),
		}
		ev.Value, ev.Spread = e.mean(o.Percent)
		if len(v.Tests) > 1 {
			ev.TestText = e.Test
		}
		if e.Test != "" {
			ev.Sources = e.sources(o.Percent)
			ev.Error = "±" + spreadOf(e.StdErr, e.Difference, o.Percent)
		}
		for _, run := range e.Runs {
			cell := Row{Percent: o.Percent, Cells: []Cell{run.Cell}}.cellView(0, false)
			if taken[run.Reference] {
				cell.ID = ""
			} else if cell.Proof != "" {
				taken[run.Reference] = true
				v.Proofs = append(v.Proofs, newProof(cell))
			}
			ev.Runs = append(ev.Runs, cell)
		}
		out.Effects = append(out.Effects, ev)
	}
	return out
}
