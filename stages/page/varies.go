package page

import (
	"slices"
	"strings"
)

// variesMark stands behind a number that another honest run of the same file may
// find otherwise.
const variesMark = "‡"

// variesNote says why numbers with the mark are not what the rest of the page
// is, or is "" where there are none.
func variesNote(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return "Not reproducible to the bit: " + strings.Join(reasons, "; ") + "."
}

// varies says why the cell's number may come out otherwise, or "".
func (c Cell) varies() string {
	if c.Varies == "" {
		return ""
	}
	return "not reproducible to the bit: " + c.Varies
}

// variesMark is the mark of the number in a cell, or "".
func (c Cell) variesMark() string {
	if c.Varies == "" || !c.HasValue {
		return ""
	}
	return variesMark
}

// cells calls f with all cells of numbers on the page.
func (p *Page) cells(f func(c Cell)) {
	each := func(cells []Cell) {
		for _, c := range cells {
			f(c)
		}
	}
	for _, g := range p.Groups {
		for _, r := range g.Rows {
			each(r.Cells)
		}
	}
	for _, d := range p.Breakdowns {
		for _, r := range d.Rows {
			each(r.Cells)
		}
	}
	for _, c := range p.Choices {
		for _, m := range c.Candidates {
			f(m.Cell)
		}
	}
	for _, a := range p.Ablations {
		for _, o := range a.Outcomes {
			for _, e := range o.Effects {
				for _, run := range e.Runs {
					f(run.Cell)
				}
			}
		}
	}
}

// reasons returns why numbers of the page may come out otherwise, each once.
func (p *Page) reasons() []string {
	var reasons []string
	p.cells(func(c Cell) { reasons = addReason(reasons, c) })
	return reasons
}

func addReason(reasons []string, c Cell) []string {
	if c.variesMark() == "" || slices.Contains(reasons, c.Varies) {
		return reasons
	}
	return append(reasons, c.Varies)
}

// varying returns the references of the numbers that may come out otherwise.
func (p *Page) varying() map[string]bool {
	varying := make(map[string]bool)
	p.cells(func(c Cell) {
		if c.variesMark() != "" {
			varying[c.Reference] = true
		}
	})
	return varying
}
