package page

import "html/template"

type (
	groupView struct {
		Name, ID   string
		Percent    bool         // whether any row lies on the axis of shares
		Columns    []columnView // of the models that were asked something
		Span       int          // columns of the table
		Benchmarks []benchmarkView
	}
	benchmarkView struct {
		Name  []string // pieces between which the name may break
		About string
		Rows  []rowView
	}
	rowView struct {
		Metric    string
		Direction string
		Better    string
		N         string
		Chance    string
		Cells     []cellView
		Plot      template.HTML
	}
	cellView struct {
		Cell
		Text, Spread, Range string
		Caveat, Varies      string
		Best                bool
		ID, Proof           string
	}
)

// shown returns the indices of the columns that were asked something in the
// group: a column of dashes tells nothing.
func (g Group) shown(columns int) []int {
	var shown []int
	for i := range columns {
		for _, r := range g.Rows {
			if r.cell(i).Present {
				shown = append(shown, i)
				break
			}
		}
	}
	return shown
}

func (p *Page) groupView(g Group) groupView {
	const others = 4 // metric, n, chance, whiskers
	v := groupView{Name: g.Name, ID: anchor("group", g.Name)}
	shown := g.shown(len(p.Columns))
	for _, i := range shown {
		v.Columns = append(v.Columns, p.columnView(i))
	}
	v.Span = len(shown) + others
	for i, r := range g.Rows {
		if i == 0 || g.Rows[i-1].Benchmark != r.Benchmark {
			v.Benchmarks = append(v.Benchmarks, benchmarkView{Name: breakable(r.Benchmark), About: r.About})
		}
		b := &v.Benchmarks[len(v.Benchmarks)-1]
		b.Rows = append(b.Rows, r.view(p.Columns, shown))
		v.Percent = v.Percent || r.Percent
	}
	return v
}

func (r Row) view(columns []Column, shown []int) rowView {
	v := rowView{
		Metric: r.Metric, Direction: r.direction(), Better: "lower is better",
		N: r.sizes(), Chance: r.chance(), Plot: r.plot(columns, shown),
	}
	if r.HigherIsBetter {
		v.Better = "higher is better"
	}
	best := r.best()
	for _, i := range shown {
		v.Cells = append(v.Cells, r.cellView(i, i == best))
	}
	return v
}

func (r Row) cellView(i int, best bool) cellView {
	c := r.cell(i)
	v := cellView{Cell: c, Text: c.text(r.Percent), Best: best, Caveat: c.caveat()}
	if c.variesMark() != "" {
		v.Varies = c.varies()
	}
	if c.HasValue {
		v.Text = number(c.Value, r.Percent)
		if c.HasError {
			v.Spread = "±" + spread(c.StdErr, c.Value, r.Percent)
		}
		if c.HasRange {
			v.Range = c.rangeText(r.Percent)
		}
	}
	if c.Present && c.Reference != "" {
		v.ID, v.Proof = anchor("number", c.Reference), anchor("proof", c.Reference)
	}
	return v
}

// sizes says on how many documents the values of a row stand.
func (r Row) sizes() string {
	least, most := int64(-1), int64(0)
	for _, c := range r.Cells {
		if !c.Present {
			continue
		}
		if least < 0 || c.N < least {
			least = c.N
		}
		most = max(most, c.N)
	}
	switch {
	case least < 0:
		return none
	case least == most:
		return count(most)
	}
	return count(least) + "–" + count(most)
}
