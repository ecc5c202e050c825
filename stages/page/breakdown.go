package page

import (
	"fmt"
	"strings"
)

// A Breakdown is one metric of one benchmark by groups of its documents.
type Breakdown struct {
	Benchmark string
	About     string
	Metric    string
	Percent   bool
	Rows      []GroupRow // groups by name
}

// A GroupRow is a metric over the documents of one group, in all columns.
type GroupRow struct {
	Group string
	Cells []Cell
}

const breakdownText = "Each metric over the documents of each group alone. Groups have other documents, so that a difference between two groups is not yet " +
	"one that the model makes; compare models on the same group, and mind the intervals: with many groups some are far apart by chance."

// extremes says in a sentence between which groups a column's values lie, and
// whether the 95 % intervals of these two meet.
func (b Breakdown) extremes(column int) string {
	low, high := -1, -1
	for i, r := range b.Rows {
		if column >= len(r.Cells) || !r.Cells[column].HasValue {
			continue
		}
		if low < 0 || r.Cells[column].Value < b.Rows[low].Cells[column].Value {
			low = i
		}
		if high < 0 || r.Cells[column].Value > b.Rows[high].Cells[column].Value {
			high = i
		}
	}
	if low == high {
		return ""
	}
	least, most := b.Rows[low].Cells[column], b.Rows[high].Cells[column]
	text := fmt.Sprintf("from %s (%s) to %s (%s)", number(least.Value, b.Percent), b.Rows[low].Group, number(most.Value, b.Percent), b.Rows[high].Group)
	switch {
	case !least.HasRange || !most.HasRange:
		return text
	case least.High < most.Low:
		return text + ", whose intervals do not meet"
	}
	return text + ", whose intervals meet"
}

type (
	breakdownView struct {
		Benchmark, About, Metric, ID string
		Columns                      []columnView
		Rows                         []groupRowView
		Extremes                     []string // of each column
	}
	groupRowView struct {
		Group, N string
		Cells    []cellView
	}
)

func (p *Page) breakdownViews() []breakdownView {
	var views []breakdownView
	for _, b := range p.Breakdowns {
		v := breakdownView{Benchmark: b.Benchmark, About: b.About, Metric: b.Metric, ID: anchor("by", b.Benchmark+"."+b.Metric)}
		shown := b.shown(len(p.Columns))
		for _, i := range shown {
			v.Columns = append(v.Columns, p.columnView(i))
			v.Extremes = append(v.Extremes, b.extremes(i))
		}
		for _, r := range b.Rows {
			row := Row{Percent: b.Percent, Cells: r.Cells}
			rv := groupRowView{Group: r.Group, N: row.sizes()}
			for _, i := range shown {
				rv.Cells = append(rv.Cells, row.cellView(i, false))
			}
			v.Rows = append(v.Rows, rv)
		}
		views = append(views, v)
	}
	return views
}

// shown returns the indices of the columns that were asked the benchmark.
func (b Breakdown) shown(columns int) []int {
	g := Group{}
	for _, r := range b.Rows {
		g.Rows = append(g.Rows, Row{Cells: r.Cells})
	}
	return g.shown(columns)
}

func (p *Page) markdownBreakdowns(b *strings.Builder) {
	if len(p.Breakdowns) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## By group\n\n%s\n", breakdownText)
	for _, d := range p.Breakdowns {
		fmt.Fprintf(b, "\n### %s, %s\n", escapeMarkdown(d.Benchmark), escapeMarkdown(d.Metric))
		names := []string{"Group", "n"}
		shown := d.shown(len(p.Columns))
		for _, i := range shown {
			names = append(names, escapeMarkdown(p.Columns[i].label()), "95 % interval")
		}
		t := table{b}
		t.head(1, names...)
		for _, r := range d.Rows {
			row := Row{Percent: d.Percent, Cells: r.Cells}
			line := []string{escapeMarkdown(r.Group), row.sizes()}
			for _, i := range shown {
				line = append(line, escapeMarkdown(row.cell(i).text(d.Percent)), row.cell(i).rangeText(d.Percent))
			}
			t.row(line...)
		}
		for _, i := range shown {
			if text := d.extremes(i); text != "" {
				fmt.Fprintf(b, "\n%s: %s.\n", escapeMarkdown(p.Columns[i].label()), escapeMarkdown(text))
			}
		}
	}
}

// BreakdownsCSV returns the numbers of groups, one to a line, or nil where there
// are none.
func (p *Page) BreakdownsCSV() []byte {
	if len(p.Breakdowns) == 0 {
		return nil
	}
	lines := [][]string{{"benchmark", "metric", "group", "model", "evaluation", "value", "stderr", "low", "high", "n", "reference", "note"}}
	for _, b := range p.Breakdowns {
		for _, r := range b.Rows {
			for i, c := range r.Cells {
				if !c.Present || i >= len(p.Columns) {
					continue
				}
				lines = append(lines, []string{
					b.Benchmark, b.Metric, r.Group, p.Columns[i].label(), p.Columns[i].Name, field(c.Value, c.HasValue), field(c.StdErr, c.HasError),
					field(c.Low, c.HasRange), field(c.High, c.HasRange), fmt.Sprint(c.N), c.Reference, c.notes(),
				})
			}
		}
	}
	return encode(lines)
}
