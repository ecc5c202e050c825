package stages

import (
	"pipe/stages/library"
	"pipe/stages/page"
)

const publishedCSV = "published.csv"

// addPublished adds the LLaMA 2 paper's figures of the benchmarks and suites that
// some evaluation has a value of. Which they are is told by name, so that a
// benchmark that a file declares under a name of the library's stands beside them
// too.
func (b *pageBuilder) addPublished(p *page.Page) {
	for _, f := range library.LLaMA2() {
		n := len(p.Published) - 1
		if n < 0 || p.Published[n].Ours != f.Ours || p.Published[n].Metric != f.Metric {
			row, ok := b.published(p, f)
			if !ok {
				continue
			}
			p.Published = append(p.Published, row)
			n++
		}
		p.Published[n].Figures = append(p.Published[n].Figures, page.Figure{Model: f.Model, Size: f.Size, Percent: f.Value})
	}
}

// published returns a row with our values beside a figure of the paper; ok is
// false where no evaluation has one.
func (b *pageBuilder) published(p *page.Page, f library.Published) (row page.Published, ok bool) {
	row = page.Published{
		Ours: f.Ours, Metric: f.Metric, Group: f.Group, Name: f.Name, Shots: f.Shots, Table: f.Table, Note: f.Note,
		Cells: make([]page.Cell, len(p.Columns)),
	}
	for i, e := range b.evaluations {
		for _, n := range e.numbers {
			if n.Benchmark == f.Ours && n.Value.Metric == f.Metric && n.Value.HasValue {
				row.Cells[i], ok = cell(n), true
			}
		}
	}
	for _, s := range p.Suites {
		if "suite."+s.Suite == f.Ours && s.HasValue {
			value, stderr := s.Value()
			row.Cells[s.Column] = page.Cell{Present: true, HasValue: true, Value: value, StdErr: stderr, HasError: s.HasError, N: s.N}
			ok = true
		}
	}
	return row, ok
}
