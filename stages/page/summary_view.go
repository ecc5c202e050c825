package page

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
	// An unbeaten benchmark is one on which a model is no better than chance.
	unbeaten struct {
		Benchmark []string
		Model     string
		Colour    int
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
			for _, j := range t.Groups[g] {
				if !j.Beaten {
					row.Unbeaten = append(row.Unbeaten, unbeaten{breakable(j.Benchmark), t.Column.label(), i % colours})
				}
			}
			row.Cells = append(row.Cells, summaryCell{share(t.Groups[g]), i % colours, marks(t.Groups[g])})
		}
		v.Groups = append(v.Groups, row)
	}
	return v
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
