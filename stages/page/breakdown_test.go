package page

import (
	"strings"
	"testing"
)

// fixtureBreakdown has a sentiment by three groups, of which the last column was
// asked nothing and the second has no value for one.
func fixtureBreakdown(p *Page) Breakdown {
	b := Breakdown{Benchmark: `bold["gender"]`, About: "What is written about <groups>.", Metric: "sentiment"}
	for g, group := range []string{"American_actors", "American_actresses", "<b>others</b>"} {
		r := GroupRow{Group: group}
		for i, c := range p.Columns[:3] {
			x := 0.1*float64(g) + 0.02*float64(i)
			cell := Cell{
				Present: true, HasValue: true, Value: x, N: int64(100 * (g + 1)), StdErr: 0.02, HasError: true, Low: x - 0.04, High: x + 0.04, HasRange: true,
				Method: "normal", Reference: c.Name + `.bold["gender"].sentiment["` + group + `"]`, Samples: fakeDigest(c.Name),
			}
			if g == 2 && i == 1 {
				cell.HasValue, cell.HasRange, cell.HasError, cell.Note = false, false, false, "no item counts"
			}
			r.Cells = append(r.Cells, cell)
		}
		b.Rows = append(b.Rows, r)
	}
	return b
}

func TestBreakdown(t *testing.T) {
	p := fixture()
	for column, want := range []string{
		"from 0.000 (American_actors) to 0.200 (<b>others</b>), whose intervals do not meet",
		"from 0.020 (American_actors) to 0.120 (American_actresses), whose intervals do not meet",
	} {
		if got := p.Breakdowns[0].extremes(column); got != want {
			t.Errorf("extremes(%d) = %q, want %q", column, got, want)
		}
	}
	near := Breakdown{Rows: []GroupRow{
		{"a", []Cell{{HasValue: true, Value: 1, Low: 0, High: 2, HasRange: true}}}, {"b", []Cell{{HasValue: true, Value: 1.5, Low: 1, High: 3, HasRange: true}}},
	}}
	if got, want := near.extremes(0), "from 1.000 (a) to 1.500 (b), whose intervals meet"; got != want {
		t.Errorf("extremes = %q, want %q", got, want)
	}
	if got := (Breakdown{Rows: near.Rows[:1]}).extremes(0); got != "" {
		t.Errorf("extremes of one group = %q, want nothing", got)
	}
	html, err := p.HTML()
	if err != nil {
		t.Fatal(err)
	}
	if s := string(html); !strings.Contains(s, `id="by-group"`) || !strings.Contains(s, "&lt;b&gt;others") || strings.Contains(s, "<b>others</b>") {
		t.Error("HTML() lacks the groups, or holds their names as markup")
	}
}
