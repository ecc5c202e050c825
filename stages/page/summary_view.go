package page

import "slices"

type (
	// A summaryView has a row for each group and a column for each model.
	summaryView struct {
		Totals []Share
		Groups []summaryRow
		Best   []int
	}
	summaryRow struct {
		Name, ID string
		Cells    []summaryCell
		Unbeaten []unbeaten
	}
	// An unbeaten benchmark is one on which some models are no better than
	// chance.
	unbeaten struct {
		Benchmark string
		Models    []dot
	}
	dot struct {
		Model  string
		Colour int
	}
	summaryCell struct {
		Share
		Colour int
		Marks  []markView // one for each benchmark
	}
	markView struct {
		Beaten bool
		Title  string
	}
)

func (p *Page) summaryView() summaryView {
	var v summaryView
	tallies := p.tally()
	for _, t := range tallies {
		v.Totals, v.Best = append(v.Totals, share(t.Groups...)), append(v.Best, t.Best)
	}
	for g, group := range p.Groups {
		row := summaryRow{Name: group.Name, ID: anchor("group", group.Name)}
		for i, t := range tallies {
			row.addUnbeaten(t.Groups[g], dot{t.Column.label(), i % colours})
			row.Cells = append(row.Cells, summaryCell{share(t.Groups[g]), i % colours, marks(t.Groups[g])})
		}
		v.Groups = append(v.Groups, row)
	}
	return v
}

func (r *summaryRow) addUnbeaten(judged []Judgement, by dot) {
	for _, j := range judged {
		if j.Beaten {
			continue
		}
		at := slices.IndexFunc(r.Unbeaten, func(u unbeaten) bool { return u.Benchmark == j.Benchmark })
		if at < 0 {
			at = len(r.Unbeaten)
			r.Unbeaten = append(r.Unbeaten, unbeaten{Benchmark: j.Benchmark})
		}
		r.Unbeaten[at].Models = append(r.Unbeaten[at].Models, by)
	}
}

func marks(judged []Judgement) []markView {
	var out []markView
	for _, j := range judged {
		title := j.Benchmark + ": not better than chance"
		if j.Beaten {
			title = j.Benchmark + ": better than chance"
		}
		out = append(out, markView{j.Beaten, title})
	}
	return out
}
