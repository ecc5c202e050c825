package page

import "math"

// A Comparison sets a fine-tuned model beside the model it was made from, on
// the same documents and by the same metric.
type Comparison struct {
	Task        string // what it was tuned for: "classification"
	Base, Model int    // their columns
	Row         Row    // of the fine-tuned model's benchmark; only these two columns have cells
	Asked       string // the base model's benchmark, where the two were asked in different ways
	Difference  Difference
}

// A Difference is the fine-tuned model's value less its base model's.
type Difference struct {
	HasValue  bool
	Value     float64
	StdErr    float64
	HasError  bool
	Low, High float64 // 95 % interval, where HasError
	Paired    bool    // whether it is over documents that both answered
	// Test names the paired test that P is of, where HasTest: "mcnemar" or
	// "randomisation". Holm and Discovery are P corrected for all comparisons that
	// are made together: for the chance of one wrong among them, and for the share
	// of wrong ones (Benjamini and Hochberg).
	HasTest            bool
	Test               string
	P, Holm, Discovery float64
}

// clearLevel is the corrected p value below which a difference is emphasised.
const clearLevel = 0.05

// clear reports whether the interval leaves zero out and, where there is a test,
// the corrected p value is small.
func (d Difference) clear() bool {
	return d.HasValue && d.HasError && (d.Low > 0 || d.High < 0) && (!d.HasTest || d.Holm < clearLevel)
}

// testText names the test and its p value, raw and corrected, or is "".
func (d Difference) testText() string {
	if !d.HasTest {
		return ""
	}
	name := map[string]string{"mcnemar": "McNemar", "randomisation": "randomisation"}[d.Test]
	return name + " p " + probability(d.P, true) + ", corrected " + probability(d.Holm, true)
}

// text writes the difference with its sign, in percentage points for shares.
func (d Difference) text(percent bool) string {
	if !d.HasValue {
		return none
	}
	return signed(d.Value, d.Value, percent)
}

func (d Difference) spread(percent bool) string {
	if !d.HasError {
		return ""
	}
	return "±" + spread(d.StdErr, d.Value, percent)
}

func (d Difference) rangeText(percent bool) string {
	if !d.HasError {
		return none
	}
	return signed(d.Low, d.Value, percent) + " to " + signed(d.High, d.Value, percent)
}

// signed writes v with its sign and the decimals of a value like w.
func signed(v, w float64, percent bool) string {
	s := fixed(v, decimals(w))
	if percent {
		s = fixed(100*v, 1)
	}
	if v > 0 && !math.IsInf(v, 0) {
		return "+" + s
	}
	return s
}

type (
	tunedView struct {
		Model, Base nameView
		Task        string
		Tuning      blank // how, beyond the task
		Rows        []comparisonView
	}
	comparisonView struct {
		rowView
		Benchmark               []string
		Asked                   []string
		Before, After           cellView
		Difference, Error, Span string
		Test                    string
		Clear, Paired           bool
	}
)

// tunedViews gathers the comparisons by fine-tuned model and base model, in
// order of appearance.
func (p *Page) tunedViews() []tunedView {
	var views []tunedView
	at := make(map[[2]int]int)
	for _, c := range p.Comparisons {
		key := [2]int{c.Base, c.Model}
		i, ok := at[key]
		if !ok {
			i = len(views)
			at[key] = i
			views = append(views, tunedView{
				Model: p.columnView(c.Model).Label, Base: p.columnView(c.Base).Label, Task: c.Task,
				Tuning: blank{Fill: fillTuning, Stage: p.Columns[c.Model].Model},
			})
		}
		views[i].Rows = append(views[i].Rows, c.view(p.Columns))
	}
	return views
}

func (c Comparison) view(columns []Column) comparisonView {
	r, d := c.Row, c.Difference
	return comparisonView{
		rowView:   r.view(columns, []int{c.Base, c.Model}),
		Benchmark: breakable(r.Benchmark), Asked: breakable(c.Asked),
		Before: r.cellView(c.Base, false), After: r.cellView(c.Model, false),
		Difference: d.text(r.Percent), Error: d.spread(r.Percent), Span: d.rangeText(r.Percent), Clear: d.clear(),
		Paired: d.Paired, Test: d.testText(),
	}
}
