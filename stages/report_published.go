package stages

import (
	"pipe/stages/figures"
	"pipe/stages/page"
)

const publishedCSV = "published.csv"

// addPublished adds the LLaMA 2 paper's figures of the benchmarks and suites that
// some evaluation has a value of. Which they are is told by name, so that a
// benchmark that a file declares under a name of the library's stands beside them
// too.
func (b *pageBuilder) addPublished(p *page.Page) {
	for _, r := range figures.LLaMA2() {
		row, ok := b.published(p, r)
		if !ok {
			continue
		}
		for _, f := range r.Figures {
			row.Figures = append(row.Figures, page.Figure(f))
		}
		p.Published = append(p.Published, row)
	}
}

// published returns a row with our values beside those of the paper; ok is
// false where no evaluation has one.
func (b *pageBuilder) published(p *page.Page, r figures.Row) (row page.Published, ok bool) {
	row = page.Published{
		Ours: r.Ours, Metric: r.Metric, Group: r.Group, Name: r.Name, Shots: r.Shots, Table: r.Table, Note: r.Note,
		Cells: make([]page.Cell, len(p.Columns)),
	}
	for i, e := range b.evaluations {
		for _, n := range e.numbers {
			if n.Benchmark == r.Ours && n.Value.Metric == r.Metric && n.Value.HasValue {
				row.Cells[i], ok = cell(n), true
			}
		}
	}
	for _, s := range p.Suites {
		if "suite."+s.Suite == r.Ours && s.HasValue {
			value, stderr := s.Value()
			row.Cells[s.Column] = page.Cell{Present: true, HasValue: true, Value: value, StdErr: stderr, HasError: s.HasError, N: s.N, Varies: s.Varies}
			ok = true
		}
	}
	return row, ok
}
