package page

import (
	"html/template"
	"strconv"
	"strings"
)

type (
	groupView struct {
		Name, ID string
		Percent  bool // whether any row lies on the axis of shares
		Rows     []rowView
	}
	rowView struct {
		First     bool // of its benchmark
		Span      int  // rows of the benchmark
		Benchmark []string
		About     string
		Metric    string
		Direction string
		Better    string
		Chance    string
		Cells     []cellView
		Plot      template.HTML
	}
	cellView struct {
		Cell
		Text, Spread, Title string
		Caveat              string
		Best                bool
		ID, Proof           string
	}
	proofView struct {
		cellView
		Exact, Error, Range string
	}
	sampleGroup struct {
		Name       string
		Benchmarks []sampleBenchmark
	}
	sampleBenchmark struct {
		Name, Request string
		Sets          []ExampleSet
	}
)

func (p *Page) groupView(g Group) groupView {
	v := groupView{Name: g.Name, ID: anchor("group", g.Name)}
	for i, r := range g.Rows {
		row := rowView{
			First: i == 0 || g.Rows[i-1].Benchmark != r.Benchmark, Span: 1,
			Benchmark: breakable(r.Benchmark), About: r.About, Metric: r.Metric,
			Direction: r.direction(), Better: "lower is better", Chance: r.chance(),
			Plot: r.plot(p.Columns),
		}
		if r.HigherIsBetter {
			row.Better = "higher is better"
		}
		for n := i + 1; row.First && n < len(g.Rows) && g.Rows[n].Benchmark == r.Benchmark; n++ {
			row.Span++
		}
		v.Percent = v.Percent || r.Percent
		row.Cells = r.cellViews(len(p.Columns))
		v.Rows = append(v.Rows, row)
	}
	return v
}

// cellViews returns n cells, those that a row lacks being empty.
func (r Row) cellViews(n int) []cellView {
	best := r.best()
	views := make([]cellView, n)
	for i := range views {
		if i >= len(r.Cells) {
			views[i] = cellView{Text: none}
			continue
		}
		c := r.Cells[i]
		v := cellView{Cell: c, Text: c.text(r.Percent), Best: i == best, Caveat: c.caveat()}
		if c.HasValue {
			v.Text = number(c.Value, r.Percent)
			if c.HasError {
				v.Spread = "±" + spread(c.StdErr, c.Value, r.Percent)
			}
		}
		if c.Present && c.Reference != "" {
			v.ID, v.Proof = anchor("number", c.Reference), anchor("proof", c.Reference)
		}
		v.Title = c.title(r.Percent)
		views[i] = v
	}
	return views
}

func (c Cell) title(percent bool) string {
	var parts []string
	if c.HasRange {
		parts = append(parts, "95 % interval "+c.rangeText(percent))
	}
	if c.N > 0 {
		parts = append(parts, "n = "+count(c.N))
	}
	parts = append(parts, c.notes()...)
	return strings.Join(parts, ", ")
}

// addProofs lists the numbers of each column with what they rest on.
func (p *Page) addProofs(v *view) {
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			for i, c := range r.cellViews(len(p.Columns)) {
				if !c.Present {
					continue
				}
				proof := proofView{cellView: c, Exact: c.exact(), Error: none, Range: none}
				if c.HasError {
					proof.Error = digits(c.StdErr)
				}
				if c.HasRange {
					proof.Range = digits(c.Low) + " to " + digits(c.High)
				}
				v.Columns[i].Proofs = append(v.Columns[i].Proofs, proof)
				v.Numbers++
			}
		}
	}
}

// digits writes four significant digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// sampleGroups gathers the sample outputs by group and benchmark, in order of
// appearance.
func (p *Page) sampleGroups() []sampleGroup {
	var groups []sampleGroup
	for _, set := range p.Examples {
		if len(set.Examples) == 0 {
			continue
		}
		g := 0
		for g < len(groups) && groups[g].Name != set.Group {
			g++
		}
		if g == len(groups) {
			groups = append(groups, sampleGroup{Name: set.Group})
		}
		groups[g].add(set)
	}
	return groups
}

func (g *sampleGroup) add(set ExampleSet) {
	for i := range g.Benchmarks {
		if g.Benchmarks[i].Name == set.Benchmark {
			g.Benchmarks[i].Sets = append(g.Benchmarks[i].Sets, set)
			return
		}
	}
	request := strings.ReplaceAll(set.Request, "_", " ")
	g.Benchmarks = append(g.Benchmarks, sampleBenchmark{set.Benchmark, request, []ExampleSet{set}})
}

// Score says how many of the samples shown are right.
func (s ExampleSet) Score() string {
	right, scored := 0, 0
	for _, e := range s.Examples {
		if e.Scored {
			scored++
		}
		if e.Scored && e.Correct {
			right++
		}
	}
	if scored == 0 {
		return ""
	}
	return strconv.Itoa(right) + " of " + strconv.Itoa(scored) + " right"
}
