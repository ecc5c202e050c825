package stages

import (
	"slices"

	"pipe/stages/page"
)

const breakdownsCSV = "groups.csv"

// addBreakdowns adds the numbers of groups of documents, and returns the others.
func (b *pageBuilder) addBreakdowns(p *page.Page, column int, numbers []Number) []Number {
	var whole []Number
	for _, n := range numbers {
		if n.Value.By == "" {
			whole = append(whole, n)
		} else {
			b.addToBreakdown(p, column, n)
		}
	}
	return whole
}

// addToBreakdown adds the number of a group of documents to the table of its
// benchmark and metric.
func (b *pageBuilder) addToBreakdown(p *page.Page, column int, n Number) {
	row := b.newRow(n)
	at := slices.IndexFunc(p.Breakdowns, func(d page.Breakdown) bool { return d.Benchmark == row.Benchmark && d.Metric == row.Metric })
	if at < 0 {
		at = len(p.Breakdowns)
		p.Breakdowns = append(p.Breakdowns, page.Breakdown{Benchmark: row.Benchmark, About: row.About, Metric: row.Metric, Percent: row.Percent})
	}
	rows := &p.Breakdowns[at].Rows
	group := slices.IndexFunc(*rows, func(r page.GroupRow) bool { return r.Group == n.Value.By })
	if group < 0 {
		group = len(*rows)
		*rows = append(*rows, page.GroupRow{Group: n.Value.By})
	}
	cells := &(*rows)[group].Cells
	for len(*cells) <= column {
		*cells = append(*cells, page.Cell{})
	}
	(*cells)[column] = cell(n)
}
